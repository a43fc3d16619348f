"""What the public's pages do by themselves: forget who knocked."""

from datetime import timedelta

from tanggap.base.work import Job
from tanggap.website.knocks import forget_knocks

JOBS = [Job("website.forget_knocks", timedelta(minutes=5), forget_knocks)]
