"""Addresses for programs and search engines: no language prefix, no trailing slash. /api/v1 is added by config.api."""

from django.urls import path

from kotikulma.directory.api import feeds, hsds

app_name = "machines"
urlpatterns = [
    path("hsds", hsds.base, name="hsds"),
    path("hsds/", hsds.base, name="hsds_slash"),
    path("hsds/profile", hsds.profile, name="hsds_profile"),
    path("hsds/openapi.json", hsds.openapi, name="hsds_openapi"),
    path("hsds/services", hsds.services, name="hsds_services"),
    path("hsds/services/<uuid:uuid>", hsds.service, name="hsds_service"),
    path("hsds/organizations", hsds.organizations, name="hsds_organizations"),
    path("hsds/organizations/<uuid:uuid>", hsds.organization, name="hsds_organization"),
    path("hsds/service_at_locations", hsds.service_at_locations, name="hsds_service_at_locations"),
    path("hsds/service_at_locations/<uuid:uuid>", hsds.service_at_location, name="hsds_service_at_location"),
    path("hsds/taxonomies", hsds.taxonomies, name="hsds_taxonomies"),
    path("hsds/taxonomies/<uuid:uuid>", hsds.taxonomy, name="hsds_taxonomy"),
    path("hsds/taxonomy_terms", hsds.taxonomy_terms, name="hsds_taxonomy_terms"),
    path("hsds/taxonomy_terms/<uuid:uuid>", hsds.taxonomy_term, name="hsds_taxonomy_term"),
    path("atom.xml", feeds.atom, name="atom"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemap-pages.xml", feeds.sitemap_pages, name="sitemap_pages"),
    path("sitemap-<int:number>.xml", feeds.sitemap_part, name="sitemap_part"),
    path("sitemap-<slug:name>.xml", feeds.sitemap_more, name="sitemap_more"),
    path("robots.txt", feeds.robots, name="robots"),
]
