"""`make bench`: what the crawl costs, measured against itself and against bare Scrapy on a site of our own."""
