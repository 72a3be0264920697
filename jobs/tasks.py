"""What the queue calls."""

from django.apps import apps
from django_tasks import task


@task()
def run(pk: int) -> None:
    """Do the job with this number, unless somebody else does or it is gone."""
    # by name: the model puts this very task into the queue
    job = apps.get_model("jobs", "Job").objects.claim(pk)
    if job:
        job.work()
