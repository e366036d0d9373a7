"""Addresses of feeds, sitemaps, dumps and discovery."""

from django.urls import path

from reviews.operations.dumps import LINES, TABLE
from reviews.public.feeds import dumps, views

urlpatterns = [
    path("feeds/datafeed.json", views.data_feed, name="feed-data"),
    path("feeds/atom.xml", views.atom_feed, name="feed-atom"),
    path("feeds/feed.json", views.json_feed, name="feed-json"),
    path("feeds/rss.xml", views.rss_feed, name="feed-rss"),
    path("sitemap.xml", views.sitemap_index, name="sitemap-index"),
    path("sitemap-news.xml", views.news_sitemap, name="sitemap-news"),
    path("sitemaps/reviews-<int:part>.xml", views.sitemap, name="sitemap"),
    path("dumps/index.json", dumps.manifest, name="dumps"),
    *(path(f"dumps/{name}", dumps.dump, {"name": name}) for name in (LINES, TABLE)),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/claimreview", views.claimreview_list, name="claimreview-list"),
    path(".well-known/api-catalog", views.api_catalog, name="api-catalog"),
]
