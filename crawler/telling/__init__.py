"""Telling people what a crawl showed: webhooks, mails, a weekly digest and static feeds, as ``tell.yml`` says."""
