BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'gongkai','m0001_portals_and_crawls','2026-01-01 00:00:00.000000+00:00');
CREATE TABLE "captures" (
   "id" TEXT PRIMARY KEY,
   "crawl" TEXT REFERENCES "crawls"("id"),
   "url" TEXT,
   "fetched_url" TEXT,
   "method" TEXT,
   "captured_at" TEXT,
   "status" INTEGER,
   "mime" TEXT,
   "entity_digest" TEXT,
   "size" INTEGER,
   "warc_file" TEXT,
   "warc_offset" INTEGER,
   "warc_length" INTEGER,
   "kind" TEXT
);
INSERT INTO "captures" VALUES('urn:uuid:9d314e3b-1b43-4948-ae8a-ad3a417e333c','demo-20261123T110925515Z','http://songshan.demo.invalid/openness/zdgz/jdwj','http://127.0.0.1:33543/openness/zdgz/jdwj','GET','2026-11-23T11:09:26.308039Z',200,'text/html','sha256:1d1001fc18b5cd82d5a095364836cc4bfd3a6ce89f3684d496d5f3c8760eb8d7',4773,'demo-20261123T110925515Z-00000.warc.gz',11886,2015,'list');
INSERT INTO "captures" VALUES('urn:uuid:efc21401-9595-4c4b-a61e-89fc27caa6c2','demo-20261123T110925515Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','http://127.0.0.1:33543/openness/zfxxgk/zfxxgknb','GET','2026-11-23T11:09:26.555393Z',200,'text/html','sha256:da2f5ceece80d530b7f30b72f4c59f24380f4abe5eb4d998bf0103d75358c66a',2362,'demo-20261123T110925515Z-00000.warc.gz',23426,1408,'list');
INSERT INTO "captures" VALUES('urn:uuid:388dd0c9-fab7-4a0d-9283-3ffc4605f212','demo-20261123T110925515Z','http://songshan.demo.invalid/service/bsfw?page=2','http://127.0.0.1:33543/service/bsfw?page=2','GET','2026-11-23T11:09:26.757103Z',200,'text/html','sha256:4a5a7d25aa5cff1daee08597dd0a6bcbd94307cd749ef2a8d32d2f03ac79b67c',4044,'demo-20261123T110925515Z-00000.warc.gz',36670,1834,'list');
INSERT INTO "captures" VALUES('urn:uuid:07287139-deed-4b75-a13f-0a2104d95182','demo-20261123T110925515Z','http://songshan.demo.invalid/news/jcdt?page=7','http://127.0.0.1:33543/news/jcdt?page=7','GET','2026-11-23T11:09:27.272526Z',200,'text/html','sha256:2ab06df2e1917c34fc5c6122b97e0136836659ffafb3b05c10663f7348042ccb',4475,'demo-20261123T110925515Z-00000.warc.gz',64283,2101,'list');
INSERT INTO "captures" VALUES('urn:uuid:cb3abf64-d661-469a-9bee-38584a604e90','demo-20261123T110925515Z','http://songshan.demo.invalid/openness/zdly?page=5','http://127.0.0.1:33543/openness/zdly?page=5','GET','2026-11-23T11:09:27.918823Z',200,'text/html','sha256:a044c4acb0311b4820717684ddd9e3f07964925391a8b867c15ad13da7ab54e4',4625,'demo-20261123T110925515Z-00000.warc.gz',112878,2157,'list');
INSERT INTO "captures" VALUES('urn:uuid:b5bc0933-2766-4b27-839a-5c1e460b148a','demo-20261123T110925515Z','http://songshan.demo.invalid/service/bsfw/info_4648','http://127.0.0.1:33543/service/bsfw/info_4648','GET','2026-11-23T11:09:43.787129Z',200,'text/html','sha256:3aaa205eee7d52a828fae32abe27d1507da90a1a24df700062be4e526b0bf509',2589,'demo-20261123T110925515Z-00000.warc.gz',1476859,1791,'document');
INSERT INTO "captures" VALUES('urn:uuid:44fba453-0a13-4f03-b286-f2f398147b88','demo-20261123T110925515Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811','http://127.0.0.1:33543/openness/zfxxgk/zfxxgknb/info_4811','GET','2026-11-23T11:09:45.784108Z',200,'text/html','sha256:e186c5c88589c18f8b8dbbe7780d19a10b95b780c90c4520487cb5122861a691',4141,'demo-20261123T110925515Z-00000.warc.gz',1647740,2343,'document');
INSERT INTO "captures" VALUES('urn:uuid:a0527aea-c218-4a1b-a054-7652a969bf61','demo-20261123T110925515Z','http://songshan.demo.invalid/openness/zdgz/jdwj/info_2766','http://127.0.0.1:33543/openness/zdgz/jdwj/info_2766','GET','2026-11-23T11:09:47.687733Z',200,'text/html','sha256:8c34654f2cd0a5b2d03b3a5b50d4289a3166a1d8be3fc947f95893d00bbd2017',3045,'demo-20261123T110925515Z-00000.warc.gz',1778435,1931,'document');
INSERT INTO "captures" VALUES('urn:uuid:3919e476-0e17-4bf7-8d07-a3a0b5945f8e','demo-20261123T111000478Z','http://songshan.demo.invalid/openness/zdgz/jdwj','http://127.0.0.1:39261/openness/zdgz/jdwj','GET','2026-11-23T11:10:00.849363Z',200,'text/html','sha256:1d1001fc18b5cd82d5a095364836cc4bfd3a6ce89f3684d496d5f3c8760eb8d7',4773,'demo-20261123T111000478Z-00000.warc.gz',7628,662,'list');
INSERT INTO "captures" VALUES('urn:uuid:fe721433-04ec-41a6-8f71-b4fbdae8214f','demo-20261123T111000478Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','http://127.0.0.1:39261/openness/zfxxgk/zfxxgknb','GET','2026-11-23T11:10:00.898874Z',200,'text/html','sha256:da2f5ceece80d530b7f30b72f4c59f24380f4abe5eb4d998bf0103d75358c66a',2362,'demo-20261123T111000478Z-00000.warc.gz',13684,661,'list');
INSERT INTO "captures" VALUES('urn:uuid:553a3739-eb17-4dfd-acde-0398e05f542b','demo-20261123T111000478Z','http://songshan.demo.invalid/service/bsfw?page=2','http://127.0.0.1:39261/service/bsfw?page=2','GET','2026-11-23T11:10:00.980238Z',200,'text/html','sha256:4a5a7d25aa5cff1daee08597dd0a6bcbd94307cd749ef2a8d32d2f03ac79b67c',4044,'demo-20261123T111000478Z-00000.warc.gz',20860,647,'list');
INSERT INTO "captures" VALUES('urn:uuid:02024b56-5bc8-4c8e-8624-69767f344d62','demo-20261123T111000478Z','http://songshan.demo.invalid/news/jcdt?page=7','http://127.0.0.1:39261/news/jcdt?page=7','GET','2026-11-23T11:10:01.151913Z',200,'text/html','sha256:2ab06df2e1917c34fc5c6122b97e0136836659ffafb3b05c10663f7348042ccb',4475,'demo-20261123T111000478Z-00000.warc.gz',34055,658,'list');
INSERT INTO "captures" VALUES('urn:uuid:12d062c3-9e08-430d-90fb-df8bd96c0cb8','demo-20261123T111000478Z','http://songshan.demo.invalid/openness/zdly?page=5','http://127.0.0.1:39261/openness/zdly?page=5','GET','2026-11-23T11:10:01.390341Z',200,'text/html','sha256:a044c4acb0311b4820717684ddd9e3f07964925391a8b867c15ad13da7ab54e4',4625,'demo-20261123T111000478Z-00000.warc.gz',56986,664,'list');
CREATE TABLE "channels" (
   "portal" TEXT,
   "key" TEXT,
   "title_zh" TEXT,
   "title_en" TEXT,
   "kind" TEXT,
   "site" TEXT,
   "source" TEXT,
   PRIMARY KEY ("portal", "key")
);
INSERT INTO "channels" VALUES('demo','own_site','管委会网站','the committee''s own site','site','demo','');
INSERT INTO "channels" VALUES('demo','city_site','锦州市政府网站','the city''s site','site','demo-city','松山新区管委会');
INSERT INTO "channels" VALUES('demo','wechat','微信公众号《松山之窗》','WeChat account 松山之窗','import','','');
INSERT INTO "channels" VALUES('demo','reading_points','信息查阅点','reading points','offline','','');
CREATE TABLE "column_metrics" (
   "column" TEXT,
   "metric" TEXT,
   PRIMARY KEY ("column", "metric")
);
INSERT INTO "column_metrics" VALUES('demo/policy','documents_published');
INSERT INTO "column_metrics" VALUES('demo/interpretations','interpretations');
INSERT INTO "column_metrics" VALUES('demo/suggestions','suggestions');
INSERT INTO "column_metrics" VALUES('demo/proposals','proposals');
INSERT INTO "column_metrics" VALUES('demo/key_areas','key_area_total');
INSERT INTO "column_metrics" VALUES('demo/normative','proactive_normative');
INSERT INTO "column_metrics" VALUES('demo/news','topic:党政要闻');
INSERT INTO "column_metrics" VALUES('demo/grassroots','topic:基层动态');
INSERT INTO "column_metrics" VALUES('demo/services','topic:办事服务');
CREATE TABLE "columns" (
   "id" TEXT PRIMARY KEY,
   "portal" TEXT REFERENCES "portals"("id"),
   "key" TEXT,
   "title" TEXT,
   "url" TEXT,
   "channel" TEXT,
   "reports" INTEGER
);
INSERT INTO "columns" VALUES('demo/policy','demo','policy','政府文件','http://songshan.demo.invalid/openness/zdgz/zfwj','own_site',0);
INSERT INTO "columns" VALUES('demo/interpretations','demo','interpretations','解读文件','http://songshan.demo.invalid/openness/zdgz/jdwj','own_site',0);
INSERT INTO "columns" VALUES('demo/suggestions','demo','suggestions','人大代表建议','http://songshan.demo.invalid/openness/tabl/rdjy','own_site',0);
INSERT INTO "columns" VALUES('demo/proposals','demo','proposals','政协委员提案','http://songshan.demo.invalid/openness/tabl/zxta','own_site',0);
INSERT INTO "columns" VALUES('demo/key_areas','demo','key_areas','重点领域信息','http://songshan.demo.invalid/openness/zdly','own_site',0);
INSERT INTO "columns" VALUES('demo/normative','demo','normative','规范性文件','http://songshan.demo.invalid/openness/gfxwj','own_site',0);
INSERT INTO "columns" VALUES('demo/news','demo','news','党政要闻','http://songshan.demo.invalid/news/dzyw','own_site',0);
INSERT INTO "columns" VALUES('demo/grassroots','demo','grassroots','基层动态','http://songshan.demo.invalid/news/jcdt','own_site',0);
INSERT INTO "columns" VALUES('demo/services','demo','services','办事服务','http://songshan.demo.invalid/service/bsfw','own_site',0);
INSERT INTO "columns" VALUES('demo/finance','demo','finance','财政信息','http://songshan.demo.invalid/openness/czxx','own_site',0);
INSERT INTO "columns" VALUES('demo/reform','demo','reform','放管服','http://songshan.demo.invalid/openness/fgf','own_site',0);
INSERT INTO "columns" VALUES('demo/rules','demo','rules','政府信息公开制度','http://songshan.demo.invalid/openness/zfxxgk/zfxxgkzd','own_site',0);
INSERT INTO "columns" VALUES('demo/reports','demo','reports','政府信息公开年报','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','own_site',1);
CREATE TABLE "coverage" (
   "crawl" TEXT REFERENCES "crawls"("id"),
   "column" TEXT REFERENCES "columns"("id"),
   "state" TEXT,
   "url" TEXT,
   "list_pages" INTEGER,
   "entries" INTEGER,
   "documents_fetched" INTEGER,
   "failed" INTEGER,
   "stated_items" INTEGER,
   "note" TEXT,
   PRIMARY KEY ("crawl", "column")
);
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/policy','complete','http://songshan.demo.invalid/openness/zdgz/zfwj',2,22,22,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/interpretations','complete','http://songshan.demo.invalid/openness/zdgz/jdwj',2,28,28,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/suggestions','complete','http://songshan.demo.invalid/openness/tabl/rdjy',1,7,7,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/proposals','complete','http://songshan.demo.invalid/openness/tabl/zxta',1,7,7,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/key_areas','complete','http://songshan.demo.invalid/openness/zdly',11,219,218,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/normative','complete','http://songshan.demo.invalid/openness/gfxwj',1,6,6,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/news','complete','http://songshan.demo.invalid/news/dzyw',6,118,115,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/grassroots','complete','http://songshan.demo.invalid/news/jcdt',12,240,238,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/services','complete','http://songshan.demo.invalid/service/bsfw',5,82,81,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/finance','complete','http://songshan.demo.invalid/openness/czxx',1,11,11,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/reform','complete','http://songshan.demo.invalid/openness/fgf',1,6,6,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/rules','complete','http://songshan.demo.invalid/openness/zfxxgk/zfxxgkzd',1,5,5,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261123T110925515Z','demo/reports','complete','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb',1,3,3,0,NULL,'');
CREATE TABLE "crawls" (
   "id" TEXT PRIMARY KEY,
   "portal" TEXT REFERENCES "portals"("id"),
   "source" TEXT,
   "started_at" TEXT,
   "closed_at" TEXT,
   "verdict" TEXT,
   "reason" TEXT,
   "accepted" INTEGER,
   "reader_version" INTEGER,
   "portal_file_sha256" TEXT
);
INSERT INTO "crawls" VALUES('demo-20261123T110925515Z','demo','live','2026-11-23T11:09:25.516240Z','2026-11-23T11:09:48.644582Z','ok','every list page and every entry was fetched',1,1,'07951374c948e0e7439da1b98ed911ac8000bcaf16bce6915151be7dd9deb2c7');
INSERT INTO "crawls" VALUES('demo-20261123T111000478Z','demo','live','2026-11-23T11:10:00.478975Z',NULL,'open',NULL,0,1,'07951374c948e0e7439da1b98ed911ac8000bcaf16bce6915151be7dd9deb2c7');
CREATE TABLE "portals" (
   "id" TEXT PRIMARY KEY,
   "title_zh" TEXT,
   "title_en" TEXT,
   "authority" TEXT,
   "base" TEXT,
   "zone" TEXT,
   "file_sha256" TEXT
);
INSERT INTO "portals" VALUES('demo-city','锦州市人民政府（演示）','Jinzhou city government (demo)','["锦州市人民政府", "锦州市政府"]','http://jinzhou.demo.invalid/','Asia/Shanghai','e8b52d0890f3d819647dc7e1da081a2d87ab23b67cdcafd8bc388a5a9e702446');
INSERT INTO "portals" VALUES('demo','松山新区管理委员会（演示）','Songshan New District Management Committee (demo)','["松山新区管委会", "松山新区管理委员会"]','http://songshan.demo.invalid/','Asia/Shanghai','07951374c948e0e7439da1b98ed911ac8000bcaf16bce6915151be7dd9deb2c7');
CREATE TABLE "runs" (
   "id" TEXT PRIMARY KEY,
   "crawl" TEXT REFERENCES "crawls"("id"),
   "started_at" TEXT,
   "ended_at" TEXT,
   "requests" INTEGER,
   "software" TEXT
);
INSERT INTO "runs" VALUES('c5274536640841139413bf537fe66a7b','demo-20261123T110925515Z','2026-11-23T11:09:25.523735Z','2026-11-23T11:09:48.760004Z',763,'gongkai 0.1.0, Scrapy 2.19.0, warcio 1.8.1');
INSERT INTO "runs" VALUES('ac2c98c076e04a7398f0c85d2a39a031','demo-20261123T111000478Z','2026-11-23T11:10:00.489922Z',NULL,NULL,'gongkai 0.1.0, Scrapy 2.19.0, warcio 1.8.1');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX "idx_captures_url_captured_at"
    ON "captures" ("url", "captured_at");
CREATE INDEX "idx_captures_crawl_kind"
    ON "captures" ("crawl", "kind");
COMMIT;
