"""What outreach does by itself: the files of thrown-away proofs are deleted after a week."""

from tanggap.base.work import Job
from tanggap.gateway.actions import EVERY
from tanggap.outreach.actions import PROOFS, let_go_of_removed

let_go = PROOFS.job(let_go_of_removed)

JOBS = [Job("outreach.let_go_of_removed", EVERY, let_go)]
