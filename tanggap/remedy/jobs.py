"""What remedy does by itself: the files of thrown-away photos of meetings are deleted."""

from tanggap.base.work import Job
from tanggap.gateway.actions import EVERY
from tanggap.remedy.actions.meeting import PHOTOS, let_go_of_photos

let_go = PHOTOS.job(let_go_of_photos)

JOBS = [Job("remedy.let_go_of_photos", EVERY, let_go)]
