"""Addresses of approval; `campaigns.urls` takes them in."""

from django.urls import path

from campaigns.approval import deciding, exchanging, handing, overview, views, writing

ITEM = "<int:pk>/<slug:kind>/<slug:code>"

urlpatterns = [
    path("<int:pk>/board/", overview.board, name="board"),
    path("<int:pk>/remind/", overview.remind, name="remind"),
    path("<int:pk>/waive/<slug:what>/", overview.waive, name="waive"),
    path("<int:pk>/review/", deciding.review, name="review"),
    path("<int:pk>/unit/<slug:unit>/", views.unit, name="unit"),
    path("<int:pk>/unit/<slug:unit>/agree/", views.agree, name="agree"),
    path("<int:pk>/unit/<slug:unit>/leaders/", views.leaders, name="leaders"),
    path(f"{ITEM}/", views.item, name="item"),
    path(f"{ITEM}/hand-in/", handing.hand_in, name="hand_in"),
    path(f"{ITEM}/take-back/", handing.take_back, name="take_back"),
    path(f"{ITEM}/decide/", deciding.decide, name="decide"),
    path(f"{ITEM}/person/", writing.add, name="add"),
    path(f"{ITEM}/person/<int:number>/", writing.change, name="person"),
    path(f"{ITEM}/paste/", writing.paste, name="paste"),
    path(f"{ITEM}/upload/", writing.upload, name="own_upload"),
    path(f"{ITEM}/take-over/", writing.take_over, name="own_take_over"),
    path(f"{ITEM}/template.xlsx", writing.blank, name="own_template"),
    path(f"{ITEM}/list.xlsx", writing.exported, name="own_export"),
    path(f"{ITEM}/exchange/<int:number>/", exchanging.exchange, name="exchange"),
    path(f"{ITEM}/exchanges/<int:number>/", exchanging.answer, name="exchanges"),
]
