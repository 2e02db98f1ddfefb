from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from bybalance.web.selection.views import public, runs, scoring, setup

app_name = "selection"

urlpatterns = [
    path("", public.index, name="index"),
    path(_("begin/"), setup.new, name="new"),
    path("<int:selection_id>/", public.outcome, name="outcome"),
    path(
        _("<int:selection_id>/download/<str:file_format>/"),
        public.download_outcome,
        name="download_outcome",
    ),
    path(_("<int:selection_id>/work/"), setup.work, name="work"),
    path(_("<int:selection_id>/settings/"), setup.change, name="change"),
    path(_("<int:selection_id>/criteria/new/"), setup.new_criterion, name="new_criterion"),
    path(_("<int:selection_id>/criteria/<int:criterion_id>/"), setup.criterion, name="criterion"),
    path(
        _("<int:selection_id>/criteria/<int:criterion_id>/remove/"),
        setup.remove_criterion,
        name="remove_criterion",
    ),
    path(_("<int:selection_id>/candidates/"), setup.candidates, name="candidates"),
    path(
        _("<int:selection_id>/candidates/<int:candidate_id>/cost/"),
        setup.candidate_cost,
        name="candidate_cost",
    ),
    path(
        _("<int:selection_id>/candidates/<int:candidate_id>/remove/"),
        setup.remove_candidate,
        name="remove_candidate",
    ),
    path(_("<int:selection_id>/assessors/"), setup.assessors, name="assessors"),
    path(
        _("<int:selection_id>/assessors/<int:assessor_id>/dismiss/"),
        setup.dismiss_assessor,
        name="dismiss_assessor",
    ),
    path(
        _("<int:selection_id>/conflicts/<int:conflict_id>/lift/"),
        setup.lift_conflict,
        name="lift_conflict",
    ),
    path(_("<int:selection_id>/weights/"), setup.weights, name="weights"),
    path(_("<int:selection_id>/open/"), setup.open_scoring, name="open_scoring"),
    path(_("<int:selection_id>/scoring/"), scoring.sheet, name="sheet"),
    path(_("<int:selection_id>/scoring/<int:candidate_id>/"), scoring.score, name="score"),
    path(
        _("<int:selection_id>/scoring/<int:candidate_id>/conflict/"),
        scoring.declare_conflict,
        name="declare_conflict",
    ),
    path(_("<int:selection_id>/scoring/hand-in/"), scoring.hand_in, name="hand_in"),
    path(_("<int:selection_id>/scoring/take-back/"), scoring.take_back, name="take_back"),
    path(_("<int:selection_id>/close/"), scoring.close_scoring, name="close_scoring"),
    path(_("<int:selection_id>/reopen/"), scoring.reopen_scoring, name="reopen_scoring"),
    path(_("<int:selection_id>/runs/new/"), runs.new_run, name="new_run"),
    path(
        _("<int:selection_id>/runs/asked/<int:request_id>/"), runs.run_request, name="run_request"
    ),
    path(_("<int:selection_id>/runs/<int:number>/"), runs.run, name="run"),
    path(
        _("<int:selection_id>/runs/<int:number>/download/<str:file_format>/"),
        runs.download_run,
        name="download_run",
    ),
    path(
        _("<int:selection_id>/scores/<int:candidate_id>/"),
        runs.candidate_scores,
        name="candidate_scores",
    ),
    path(
        _("<int:selection_id>/scores/download/<str:file_format>/"),
        runs.download_scores,
        name="download_scores",
    ),
    path(_("<int:selection_id>/comments/"), runs.comment, name="comment"),
    path(_("<int:selection_id>/publish/"), runs.publish, name="publish"),
    path(_("<int:selection_id>/withdraw/"), runs.withdraw, name="withdraw"),
]
