"""The workbench's own screens: HTTP and nothing else."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "workbench/home.html")


@login_required
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "workbench/components.html")
