BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'gongkai','m0001_portals_and_crawls','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'gongkai','m0002_documents','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'gongkai','m0003_reports_and_findings','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'gongkai','m0004_views','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'gongkai','m0005_frontier_and_sightings','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'gongkai','m0006_revisits','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'gongkai','m0007_tls_and_certificates','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'gongkai','m0008_fields_pictures_and_parts','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'gongkai','m0009_files','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'gongkai','m0010_levels_and_reasons','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'gongkai','m0011_decisions','2026-01-01 00:00:00.000000+00:00');
CREATE TABLE "attachments" (
   "document" TEXT,
   "crawl" TEXT REFERENCES "crawls"("id"),
   "url" TEXT,
   "name" TEXT,
   "capture" TEXT,
   "mime" TEXT,
   "size" INTEGER,
   "entity_digest" TEXT, "role" TEXT NOT NULL DEFAULT 'attachment', "file" TEXT,
   PRIMARY KEY ("crawl", "document", "url")
);
INSERT INTO "attachments" VALUES('d0f3501571ab734a9','demo-20261126T023730746Z','http://songshan.demo.invalid/uploads/2810.pdf','综合执法局负责人谈电子商务发展管理规定','urn:uuid:ad444f2b-3b8b-491c-af7a-d28f38fbee3a','application/pdf',2861,'sha256:1a4445f84a3c3a95ae13e20c6ccf7c759fa273500d2e13fd1b582d807d1516c7','attachment','d8bf92592ce391817');
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
, "revisit_of" TEXT);
INSERT INTO "captures" VALUES('urn:uuid:ac6abf8c-d8a1-4d78-86de-afc249261e8a','demo-20261126T023730746Z','http://songshan.demo.invalid/openness/zdgz/jdwj','http://127.0.0.1:35881/openness/zdgz/jdwj','GET','2026-11-26T02:37:31.807531Z',200,'text/html','sha256:1d1001fc18b5cd82d5a095364836cc4bfd3a6ce89f3684d496d5f3c8760eb8d7',4773,'demo-20261126T023730746Z-00000.warc.gz',14000,2020,'list',NULL);
INSERT INTO "captures" VALUES('urn:uuid:1c71ef15-8a53-4f4a-adc8-24b9375ca35b','demo-20261126T023730746Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','http://127.0.0.1:35881/openness/zfxxgk/zfxxgknb','GET','2026-11-26T02:37:31.960898Z',200,'text/html','sha256:c124f27c950f9ce5197dd69e7fd241771b1b6aebfcf1154fcd6e1aad7031c987',2526,'demo-20261126T023730746Z-00000.warc.gz',25557,1426,'list',NULL);
INSERT INTO "captures" VALUES('urn:uuid:8394bd3a-a93f-4d74-9a4e-df44e79e5993','demo-20261126T023730746Z','http://songshan.demo.invalid/service/bsfw?page=2','http://127.0.0.1:35881/service/bsfw?page=2','GET','2026-11-26T02:37:32.140270Z',200,'text/html','sha256:4a5a7d25aa5cff1daee08597dd0a6bcbd94307cd749ef2a8d32d2f03ac79b67c',4044,'demo-20261126T023730746Z-00000.warc.gz',38829,1837,'list',NULL);
INSERT INTO "captures" VALUES('urn:uuid:a3005ebb-2f0b-4449-8904-af9feb13a4d2','demo-20261126T023730746Z','http://songshan.demo.invalid/news/jcdt?page=7','http://127.0.0.1:35881/news/jcdt?page=7','GET','2026-11-26T02:37:32.567957Z',200,'text/html','sha256:2ab06df2e1917c34fc5c6122b97e0136836659ffafb3b05c10663f7348042ccb',4475,'demo-20261126T023730746Z-00000.warc.gz',66476,2103,'list',NULL);
INSERT INTO "captures" VALUES('urn:uuid:7def8701-3043-47ca-8958-42e2067bca7e','demo-20261126T023730746Z','http://songshan.demo.invalid/openness/zdly?page=5','http://127.0.0.1:35881/openness/zdly?page=5','GET','2026-11-26T02:37:33.060661Z',200,'text/html','sha256:a044c4acb0311b4820717684ddd9e3f07964925391a8b867c15ad13da7ab54e4',4625,'demo-20261126T023730746Z-00000.warc.gz',110555,2160,'list',NULL);
INSERT INTO "captures" VALUES('urn:uuid:6d14af85-d8d5-4266-b1fc-11d6057da84f','demo-20261126T023730746Z','http://songshan.demo.invalid/service/bsfw/info_4648','http://127.0.0.1:35881/service/bsfw/info_4648','GET','2026-11-26T02:37:41.709009Z',200,'text/html','sha256:e1a9423fc3d3c31f0fc4bc340489d9bb7377ae6255ae3f8d30901a934015619f',2824,'demo-20261126T023730746Z-00000.warc.gz',1478530,1929,'document',NULL);
INSERT INTO "captures" VALUES('urn:uuid:cac27291-e62c-44b4-9cdd-be50661dbe64','demo-20261126T023730746Z','http://songshan.demo.invalid/service/bsfw/info_4648_2','http://127.0.0.1:35881/service/bsfw/info_4648_2','GET','2026-11-26T02:37:41.764228Z',200,'text/html','sha256:3aaa205eee7d52a828fae32abe27d1507da90a1a24df700062be4e526b0bf509',2589,'demo-20261126T023730746Z-00000.warc.gz',1483466,1797,'document',NULL);
INSERT INTO "captures" VALUES('urn:uuid:ae3c4a04-d269-49fe-b9db-35434aefa450','demo-20261126T023730746Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811','http://127.0.0.1:35881/openness/zfxxgk/zfxxgknb/info_4811','GET','2026-11-26T02:37:43.357288Z',200,'text/html','sha256:e186c5c88589c18f8b8dbbe7780d19a10b95b780c90c4520487cb5122861a691',4141,'demo-20261126T023730746Z-00000.warc.gz',1654482,2344,'document',NULL);
INSERT INTO "captures" VALUES('urn:uuid:bcecd6e5-f991-4b1c-b774-1339108fd4c0','demo-20261126T023730746Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811_copy','http://127.0.0.1:35881/openness/zfxxgk/zfxxgknb/info_4811_copy','GET','2026-11-26T02:37:43.391856Z',200,'text/html','sha256:ccbbeeb178fe016255f622c6ae83d75a37d9395138913ed5579b1b138197d2d6',4141,'demo-20261126T023730746Z-00000.warc.gz',1657379,2351,'document',NULL);
INSERT INTO "captures" VALUES('urn:uuid:15d6e259-495d-46dc-80f1-f465b52deeae','demo-20261126T023730746Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4814','http://127.0.0.1:35881/openness/zfxxgk/zfxxgknb/info_4814','GET','2026-11-26T02:37:43.414338Z',200,'text/html','sha256:cff8a11389c66a5bf578ac02abc241ec224951af360562ed4094359332a4181b',6232,'demo-20261126T023730746Z-00000.warc.gz',1660290,3234,'document',NULL);
INSERT INTO "captures" VALUES('urn:uuid:3acead0b-d76f-45f1-95ec-2c9e967e64e7','demo-20261126T023730746Z','http://songshan.demo.invalid/openness/zdgz/jdwj/info_2766','http://127.0.0.1:35881/openness/zdgz/jdwj/info_2766','GET','2026-11-26T02:37:44.412077Z',200,'text/html','sha256:8c34654f2cd0a5b2d03b3a5b50d4289a3166a1d8be3fc947f95893d00bbd2017',3045,'demo-20261126T023730746Z-00000.warc.gz',1773552,1933,'document',NULL);
INSERT INTO "captures" VALUES('urn:uuid:ad444f2b-3b8b-491c-af7a-d28f38fbee3a','demo-20261126T023730746Z','http://songshan.demo.invalid/uploads/2810.pdf','http://127.0.0.1:35881/uploads/2810.pdf','GET','2026-11-26T02:37:47.474274Z',200,'application/pdf','sha256:1a4445f84a3c3a95ae13e20c6ccf7c759fa273500d2e13fd1b582d807d1516c7',2861,'demo-20261126T023730746Z-00000.warc.gz',1990988,2185,'file',NULL);
INSERT INTO "captures" VALUES('urn:uuid:3d37ec7f-2aef-4da0-b87c-31078fdc404a','demo-20261126T023804232Z','http://songshan.demo.invalid/openness/zdgz/jdwj','http://127.0.0.1:35881/openness/zdgz/jdwj','GET','2026-11-26T02:38:05.652473Z',200,'text/html','sha256:1d1001fc18b5cd82d5a095364836cc4bfd3a6ce89f3684d496d5f3c8760eb8d7',4773,'demo-20261126T023804232Z-00000.warc.gz',8840,658,'list','urn:uuid:ac6abf8c-d8a1-4d78-86de-afc249261e8a');
INSERT INTO "captures" VALUES('urn:uuid:75fadaa0-7511-4c2e-8ea9-fdb5a0185d2c','demo-20261126T023804232Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','http://127.0.0.1:35881/openness/zfxxgk/zfxxgknb','GET','2026-11-26T02:38:05.774087Z',200,'text/html','sha256:c124f27c950f9ce5197dd69e7fd241771b1b6aebfcf1154fcd6e1aad7031c987',2526,'demo-20261126T023804232Z-00000.warc.gz',14881,659,'list','urn:uuid:1c71ef15-8a53-4f4a-adc8-24b9375ca35b');
INSERT INTO "captures" VALUES('urn:uuid:e3e0c1f5-771c-4803-847d-ba72a8fcecb1','demo-20261126T023804232Z','http://songshan.demo.invalid/service/bsfw?page=2','http://127.0.0.1:35881/service/bsfw?page=2','GET','2026-11-26T02:38:05.904729Z',200,'text/html','sha256:4a5a7d25aa5cff1daee08597dd0a6bcbd94307cd749ef2a8d32d2f03ac79b67c',4044,'demo-20261126T023804232Z-00000.warc.gz',22045,643,'list','urn:uuid:8394bd3a-a93f-4d74-9a4e-df44e79e5993');
INSERT INTO "captures" VALUES('urn:uuid:832cec5b-b209-46a1-b654-3ba4bc7cbcc8','demo-20261126T023804232Z','http://songshan.demo.invalid/news/jcdt?page=7','http://127.0.0.1:35881/news/jcdt?page=7','GET','2026-11-26T02:38:06.119650Z',200,'text/html','sha256:2ab06df2e1917c34fc5c6122b97e0136836659ffafb3b05c10663f7348042ccb',4475,'demo-20261126T023804232Z-00000.warc.gz',35209,656,'list','urn:uuid:a3005ebb-2f0b-4449-8904-af9feb13a4d2');
INSERT INTO "captures" VALUES('urn:uuid:2f2ab1a4-baa8-4c32-ad90-f9fc8acc0a06','demo-20261126T023804232Z','http://songshan.demo.invalid/openness/zdly?page=5','http://127.0.0.1:35881/openness/zdly?page=5','GET','2026-11-26T02:38:06.571675Z',200,'text/html','sha256:a044c4acb0311b4820717684ddd9e3f07964925391a8b867c15ad13da7ab54e4',4625,'demo-20261126T023804232Z-00000.warc.gz',55709,657,'list','urn:uuid:7def8701-3043-47ca-8958-42e2067bca7e');
INSERT INTO "captures" VALUES('urn:uuid:92083ac1-6451-4f71-80d4-d4db58893084','demo-20261126T023804232Z','http://songshan.demo.invalid/service/bsfw/info_4648','http://127.0.0.1:35881/service/bsfw/info_4648','GET','2026-11-26T02:38:15.816675Z',200,'text/html','sha256:e1a9423fc3d3c31f0fc4bc340489d9bb7377ae6255ae3f8d30901a934015619f',2824,'demo-20261126T023804232Z-00000.warc.gz',740328,650,'document','urn:uuid:6d14af85-d8d5-4266-b1fc-11d6057da84f');
INSERT INTO "captures" VALUES('urn:uuid:e1dcf171-90ab-45c9-b1e3-bfd25df0e874','demo-20261126T023804232Z','http://songshan.demo.invalid/service/bsfw/info_4648_2','http://127.0.0.1:35881/service/bsfw/info_4648_2','GET','2026-11-26T02:38:15.828118Z',200,'text/html','sha256:3aaa205eee7d52a828fae32abe27d1507da90a1a24df700062be4e526b0bf509',2589,'demo-20261126T023804232Z-00000.warc.gz',742734,647,'document','urn:uuid:cac27291-e62c-44b4-9cdd-be50661dbe64');
CREATE TABLE "certificates" (
   "id" TEXT PRIMARY KEY,
   "crawl" TEXT REFERENCES "crawls"("id"),
   "origin" TEXT,
   "sha256" TEXT,
   "problems" TEXT,
   "subject" TEXT,
   "issuer" TEXT,
   "not_before" TEXT,
   "not_after" TEXT,
   "roots" TEXT
);
INSERT INTO "certificates" VALUES('c1dfaba9eed65439f','demo-20261126T023730746Z','https://songshan.demo.invalid','0000000000000000000000000000000000000000000000000000000000000000','self-signed','CN=songshan.demo.invalid','CN=songshan.demo.invalid','2018-01-01','2028-01-01','certifi');
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
CREATE TABLE "claims" (
   "id" TEXT PRIMARY KEY,
   "report" TEXT REFERENCES "reports"("id"),
   "number" INTEGER,
   "kind" TEXT,
   "quote" TEXT,
   "start" INTEGER,
   "end" INTEGER,
   "value" REAL,
   "unit" TEXT,
   "qualifier" TEXT,
   "rounding" REAL,
   "metric" TEXT,
   "subject" TEXT,
   "scope" TEXT,
   "channel" TEXT,
   "column" TEXT,
   "section" TEXT,
   "implicit_zero" INTEGER
, "period" TEXT);
INSERT INTO "claims" VALUES('demo-2017.1','demo-2017',1,'existence','《松山新区政府信息公开指南》',110,124,NULL,'','exact',0.0,'document:松山新区政府信息公开指南','《松山新区政府信息公开指南》',NULL,NULL,NULL,'一、基本情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017.2','demo-2017',2,'count','发放宣传材料2000余份',162,174,2000.0,'份','at_least',0.5,'leaflets','发放宣传材料',NULL,NULL,NULL,'一、基本情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017.3','demo-2017',3,'count','松山新区主动公开政府信息125条',191,207,125.0,'条','exact',0.5,'proactive_total','松山新区主动公开政府信息',NULL,NULL,NULL,'二、主动公开情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017.7','demo-2017',7,'count','在各查阅点发布信息20条',262,274,20.0,'条','exact',0.5,'proactive_other[查阅点]','在各查阅点发布信息',NULL,'reading_points',NULL,'二、主动公开情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017.8','demo-2017',8,'count','管委会网站“信息公开重点工作”栏目公开政府文件5份',276,301,5.0,'份','exact',0.5,'documents_published','管委会网站“信息公开重点工作”栏目公开政府文件',NULL,'own_site','信息公开重点工作','二、主动公开情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017-dc1d99ba5a9683e56.1','demo-2017-dc1d99ba5a9683e56',1,'existence','《松山新区政府信息公开指南》',110,124,NULL,'','exact',0.0,'document:松山新区政府信息公开指南','《松山新区政府信息公开指南》',NULL,NULL,NULL,'一、基本情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017-dc1d99ba5a9683e56.2','demo-2017-dc1d99ba5a9683e56',2,'count','发放宣传材料2000余份',162,174,2000.0,'份','at_least',0.5,'leaflets','发放宣传材料',NULL,NULL,NULL,'一、基本情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017-dc1d99ba5a9683e56.3','demo-2017-dc1d99ba5a9683e56',3,'count','松山新区主动公开政府信息125条',191,207,125.0,'条','exact',0.5,'proactive_total','松山新区主动公开政府信息',NULL,NULL,NULL,'二、主动公开情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017-dc1d99ba5a9683e56.7','demo-2017-dc1d99ba5a9683e56',7,'count','在各查阅点发布信息21条',262,274,21.0,'条','exact',0.5,'proactive_other[查阅点]','在各查阅点发布信息',NULL,'reading_points',NULL,'二、主动公开情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017-dc1d99ba5a9683e56.8','demo-2017-dc1d99ba5a9683e56',8,'count','管委会网站“信息公开重点工作”栏目公开政府文件5份',276,301,5.0,'份','exact',0.5,'documents_published','管委会网站“信息公开重点工作”栏目公开政府文件',NULL,'own_site','信息公开重点工作','二、主动公开情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2018.1','demo-2018',1,'count','年内购置了1台电脑',137,146,1.0,'台','exact',0.5,'equipment','年内购置了',NULL,NULL,NULL,'一、组织领导',0,NULL);
INSERT INTO "claims" VALUES('demo-2018.2','demo-2018',2,'existence','《松山新区政府信息公开指南》',169,183,NULL,'','exact',0.0,'document:松山新区政府信息公开指南','《松山新区政府信息公开指南》',NULL,NULL,NULL,'二、制度建设',0,NULL);
INSERT INTO "claims" VALUES('demo-2018.3','demo-2018',3,'existence','《松山新区政府信息公开目录》',184,198,NULL,'','exact',0.0,'document:松山新区政府信息公开目录','《松山新区政府信息公开目录》',NULL,NULL,NULL,'二、制度建设',0,NULL);
INSERT INTO "claims" VALUES('demo-2018.7','demo-2018',7,'existence','《松山新区政府信息公开责任追究办法（试行）》',271,293,NULL,'','exact',0.0,'document:松山新区政府信息公开责任追究办法(试行)','《松山新区政府信息公开责任追究办法(试行)》',NULL,NULL,NULL,'二、制度建设',0,NULL);
INSERT INTO "claims" VALUES('demo-2018.8','demo-2018',8,'count','管委会网站“信息公开重点工作”栏目全年公开政府文件12份',328,356,12.0,'份','exact',0.5,'documents_published','管委会网站“信息公开重点工作”栏目全年公开政府文件',NULL,'own_site','信息公开重点工作','三、重点工作 > (一)政策公开与解读',0,NULL);
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
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/policy','complete','http://songshan.demo.invalid/openness/zdgz/zfwj',2,22,22,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/interpretations','complete','http://songshan.demo.invalid/openness/zdgz/jdwj',2,28,28,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/suggestions','complete','http://songshan.demo.invalid/openness/tabl/rdjy',1,7,7,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/proposals','complete','http://songshan.demo.invalid/openness/tabl/zxta',1,7,7,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/key_areas','complete','http://songshan.demo.invalid/openness/zdly',11,219,218,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/normative','complete','http://songshan.demo.invalid/openness/gfxwj',1,6,6,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/news','complete','http://songshan.demo.invalid/news/dzyw',6,118,115,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/grassroots','complete','http://songshan.demo.invalid/news/jcdt',12,240,238,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/services','complete','http://songshan.demo.invalid/service/bsfw',5,82,81,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/finance','complete','http://songshan.demo.invalid/openness/czxx',1,11,11,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/reform','complete','http://songshan.demo.invalid/openness/fgf',1,6,6,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/rules','complete','http://songshan.demo.invalid/openness/zfxxgk/zfxxgkzd',1,5,5,0,NULL,'');
INSERT INTO "coverage" VALUES('demo-20261126T023730746Z','demo/reports','complete','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb',1,4,4,0,NULL,'');
CREATE TABLE "crawl_events" (
   "id" INTEGER PRIMARY KEY,
   "crawl" TEXT,
   "kind" TEXT,
   "data" TEXT
);
INSERT INTO "crawl_events" VALUES(1,'demo-20261126T023804232Z','ColumnFound','{"column": "key_areas", "url": "http://songshan.demo.invalid/openness/zdly", "named": ""}');
INSERT INTO "crawl_events" VALUES(2,'demo-20261126T023804232Z','ColumnFound','{"column": "normative", "url": "http://songshan.demo.invalid/openness/gfxwj", "named": ""}');
INSERT INTO "crawl_events" VALUES(3,'demo-20261126T023804232Z','ColumnFound','{"column": "news", "url": "http://songshan.demo.invalid/news/dzyw", "named": ""}');
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
INSERT INTO "crawls" VALUES('demo-20261126T023730746Z','demo','live','2026-11-26T02:37:30.746720Z','2026-11-26T02:37:47.595789Z','ok','every list page and every entry was fetched',1,3,'07951374c948e0e7439da1b98ed911ac8000bcaf16bce6915151be7dd9deb2c7');
INSERT INTO "crawls" VALUES('demo-20261126T023804232Z','demo','live','2026-11-26T02:38:04.242421Z',NULL,'open',NULL,0,3,'07951374c948e0e7439da1b98ed911ac8000bcaf16bce6915151be7dd9deb2c7');
CREATE TABLE "decisions" (
   "id" TEXT PRIMARY KEY,
   "portal" TEXT REFERENCES "portals"("id"),
   "number" INTEGER,
   "report" TEXT,
   "quote" TEXT,
   "occurrence" INTEGER,
   "claim_metric" TEXT,
   "decision" TEXT,
   "value" REAL,
   "unit" TEXT,
   "qualifier" TEXT,
   "metric" TEXT,
   "scope" TEXT,
   "reason" TEXT,
   "decided_by" TEXT,
   "decided_on" TEXT,
   "claim" TEXT REFERENCES "claims"("id"),
   "read_value" REAL,
   "read_unit" TEXT,
   "state" TEXT,
   "why_unattached" TEXT,
   "file_sha256" TEXT,
   "current" INTEGER
);
INSERT INTO "decisions" VALUES('demo-4b2ffa97cc2b','demo',1,'demo-2018','公开政府文件12份',1,NULL,'correct',13.0,NULL,NULL,NULL,NULL,'扫描件上为13份，网页有误','核对人','2026-03-02','demo-2018.8',12.0,'份','attached','','93d6c53df2cc5511cde9743ba5436b24e5f5b4e01f447f06afa1028d46c2fd09',1);
INSERT INTO "decisions" VALUES('demo-fa67eb8dabdb','demo',2,'demo-2018','年内购置了1台电脑',1,NULL,'dismiss',NULL,NULL,NULL,NULL,NULL,'说的不是公开的信息','核对人','2026-03-02','demo-2018.1',1.0,'台','attached','','93d6c53df2cc5511cde9743ba5436b24e5f5b4e01f447f06afa1028d46c2fd09',1);
INSERT INTO "decisions" VALUES('demo-0b6a41bd18c5','demo',3,'demo-2018','《松山新区政府信息公开指南》',1,NULL,'confirm',NULL,NULL,NULL,NULL,NULL,'与原文一致','核对人','2026-03-02','demo-2018.2',NULL,'','attached','','93d6c53df2cc5511cde9743ba5436b24e5f5b4e01f447f06afa1028d46c2fd09',1);
INSERT INTO "decisions" VALUES('demo-52b97d496a3a','demo',4,'demo-2018','公开会议纪要99份',1,NULL,'dismiss',NULL,NULL,NULL,NULL,NULL,'原文中已无此句','核对人','2026-03-02',NULL,NULL,NULL,'unattached','the report does not have these words 1 times','93d6c53df2cc5511cde9743ba5436b24e5f5b4e01f447f06afa1028d46c2fd09',1);
CREATE TABLE "document_parts" (
   "crawl" TEXT REFERENCES "crawls"("id"),
   "document" TEXT,
   "number" INTEGER,
   "url" TEXT,
   "capture" TEXT REFERENCES "captures"("id"),
   "entity_digest" TEXT,
   PRIMARY KEY ("crawl", "document", "number")
);
INSERT INTO "document_parts" VALUES('demo-20261126T023730746Z','d0042f3df8d054aa7',1,'http://songshan.demo.invalid/service/bsfw/info_4648','urn:uuid:6d14af85-d8d5-4266-b1fc-11d6057da84f','sha256:e1a9423fc3d3c31f0fc4bc340489d9bb7377ae6255ae3f8d30901a934015619f');
INSERT INTO "document_parts" VALUES('demo-20261126T023730746Z','d0042f3df8d054aa7',2,'http://songshan.demo.invalid/service/bsfw/info_4648_2','urn:uuid:cac27291-e62c-44b4-9cdd-be50661dbe64','sha256:3aaa205eee7d52a828fae32abe27d1507da90a1a24df700062be4e526b0bf509');
INSERT INTO "document_parts" VALUES('demo-20261126T023804232Z','d0042f3df8d054aa7',1,'http://songshan.demo.invalid/service/bsfw/info_4648','urn:uuid:92083ac1-6451-4f71-80d4-d4db58893084','sha256:e1a9423fc3d3c31f0fc4bc340489d9bb7377ae6255ae3f8d30901a934015619f');
INSERT INTO "document_parts" VALUES('demo-20261126T023804232Z','d0042f3df8d054aa7',2,'http://songshan.demo.invalid/service/bsfw/info_4648_2','urn:uuid:e1dcf171-90ab-45c9-b1e3-bfd25df0e874','sha256:3aaa205eee7d52a828fae32abe27d1507da90a1a24df700062be4e526b0bf509');
CREATE TABLE "document_texts" (
   "version" INTEGER PRIMARY KEY,
   "text" TEXT,
   "layout" TEXT
);
INSERT INTO "document_texts" VALUES(769,'近日，办公室围绕“秋季道路占用挖掘网上办理说明”作出安排，要求各单位把责任落实到人。要统筹做好环境整治和汛期各项工作，确保按期完成。
各承办单位要对照要求逐项落实，并在规定时间内反馈结果。有关单位要加强配合，及时报告进展，重要情况随时上报。
下一步，办公室将继续推进道路维修，让群众得到实惠。要统筹做好招商引资和一季度各项工作，确保按期完成。
群众可到便民服务窗口咨询，也可拨打公布的电话了解卫生许可的情况。本次涉及资金32万元，由应急管理局负责监督使用。
近日，办公室围绕“秋季道路占用挖掘网上办理说明”作出安排，要求各单位把责任落实到人。要统筹做好环境整治和汛期各项工作，确保按期完成。
各承办单位要对照要求逐项落实，并在规定时间内反馈结果。有关单位要加强配合，及时报告进展，重要情况随时上报。
下一步，办公室将继续推进道路维修，让群众得到实惠。要统筹做好招商引资和一季度各项工作，确保按期完成。
群众可到便民服务窗口咨询，也可拨打公布的电话了解卫生许可的情况。本次涉及资金32万元，由应急管理局负责监督使用。','{"paragraphs": [[0, 66], [67, 120], [121, 171], [172, 228], [229, 295], [296, 349], [350, 400], [401, 457]], "tables": []}');
INSERT INTO "document_texts" VALUES(842,'按照《中华人民共和国政府信息公开条例》和辽政办明电〔2018〕3号文件的提纲，松山新区管委会编写了2017年的公开情况报告，请公众监督。
一、基本情况
新区的公开工作由管委会办公室牵头，各部门和街道各有信息员。年初编制了《松山新区政府信息公开指南》，申请的受理地点和办理步骤都写在里面。
政务公开日当天，工作人员在广场设点，发放宣传材料2000余份。
二、主动公开情况
2017年，松山新区主动公开政府信息125条。
按渠道统计，在管委会门户网站发布信息101条，占主动公开总数的80.8%；在锦州市政府网站发布信息12条；在各查阅点发布信息20条。
管委会网站“信息公开重点工作”栏目公开政府文件5份，解读文件6份。
管委会网站“提案办理”专栏发布人大代表建议办理结果2件，政协委员提案办理结果2件。
管委会网站全年公开重点领域信息33条，内容以项目建设和民生为主。
管委会网站“财政信息”专栏公布了2017年政府预算、2016年政府决算。
三、依申请公开情况
全年未收到政府信息公开申请。
四、收费、复议和诉讼情况
全年没有发生收费。
全年没有发生因政府信息公开引起的行政复议、行政诉讼。
五、不足和打算
栏目之间更新不够均衡，解读形式偏少。下一步将加强信息员培训，逐步充实栏目内容。','{"paragraphs": [[0, 68], [69, 75], [76, 143], [144, 175], [176, 184], [185, 208], [209, 275], [276, 309], [310, 351], [352, 384], [385, 421], [422, 431], [432, 446], [447, 459], [460, 469], [470, 496], [497, 504], [505, 544]], "tables": []}');
INSERT INTO "document_texts" VALUES(843,'按照《中华人民共和国政府信息公开条例》和辽政办明电〔2018〕3号文件的提纲，松山新区管委会编写了2017年的公开情况报告，请公众监督。
一、基本情况
新区的公开工作由管委会办公室牵头，各部门和街道各有信息员。年初编制了《松山新区政府信息公开指南》，申请的受理地点和办理步骤都写在里面。
政务公开日当天，工作人员在广场设点，发放宣传材料2000余份。
二、主动公开情况
2017年，松山新区主动公开政府信息125条。
按渠道统计，在管委会门户网站发布信息101条，占主动公开总数的80.8%；在锦州市政府网站发布信息12条；在各查阅点发布信息21条。
管委会网站“信息公开重点工作”栏目公开政府文件5份，解读文件6份。
管委会网站“提案办理”专栏发布人大代表建议办理结果2件，政协委员提案办理结果2件。
管委会网站全年公开重点领域信息33条，内容以项目建设和民生为主。
管委会网站“财政信息”专栏公布了2017年政府预算、2016年政府决算。
三、依申请公开情况
全年未收到政府信息公开申请。
四、收费、复议和诉讼情况
全年没有发生收费。
全年没有发生因政府信息公开引起的行政复议、行政诉讼。
五、不足和打算
栏目之间更新不够均衡，解读形式偏少。下一步将加强信息员培训，逐步充实栏目内容。','{"paragraphs": [[0, 68], [69, 75], [76, 143], [144, 175], [176, 184], [185, 208], [209, 275], [276, 309], [310, 351], [352, 384], [385, 421], [422, 431], [432, 446], [447, 459], [460, 469], [470, 496], [497, 504], [505, 544]], "tables": []}');
INSERT INTO "document_texts" VALUES(844,'本报告由松山新区管委会依照《中华人民共和国政府信息公开条例》编写，体例遵循锦政办明电〔2019〕4号文件，反映2018年全年情况，欢迎查阅和监督。
一、组织领导
公开工作由管委会办公室统一调度，各部门、各街道均有专人承办，分管领导每季度听取一次汇报。为了把好发布前的审查关，年内购置了1台电脑，专门用来录入信息。
二、制度建设
新区编制了《松山新区政府信息公开指南》和《松山新区政府信息公开目录》，方便群众查找；制定了《松山新区政府信息公开制度》、《松山新区依申请公开政府信息工作规程（试行）》、《松山新区政府信息公开保密审查办法（试行）》、《松山新区政府信息公开责任追究办法（试行）》，各科室照此办理，做到有章可循。
三、重点工作
（一）政策公开与解读。管委会网站“信息公开重点工作”栏目全年公开政府文件12份，解读文件14份，文件上网的同时附上说明。
（二）“放管服”改革。管委会网站“放管服”专栏集中公布部门权责清单、涉企行政事业性收费目录清单、前置审批事项目录、行政审批中介服务事项目录、投资项目核准（市级）事项清单、经营服务性收费目录清单，企业办事前可先行对照。
（三）建议提案。管委会网站“提案办理”专栏登载答复意见，年内发布人大代表建议办理结果3件，政协委员提案办理结果3件。
（四）“双随机、一公开”。制定了《松山新区全面推行“双随机一公开”监管机制加强事中事后监管工作方案》，抽查结果及时上网。
（五）财政资金。管委会网站“财政信息”专栏公布了2019年政府预算、2019年部门预算、2018年政府决算、2018年部门决算，同时公布地方债务余额和预算执行情况。
（六）重点领域。制定了《松山新区重大建设项目批准和实施领域政府信息公开事项清单》，各承办单位照单填报。管委会网站全年公开重点领域信息172条。
四、主动公开情况
（一）数量
2018年，松山新区主动公开政府信息1072条，其中公开规范性文件3条。
（二）内容
上述全部公开信息中，党政要闻类482条，基层动态类194条，办事服务类372条。
（三）渠道
1、网站。在锦州市政府网站登载信息120条，在管委会门户网站登载信息527条。
2、查阅点。社区、街道和部门的信息查阅点共有47个，全年在查阅点张贴信息54条。
3、微信公众号。《松山之窗》全年推送政务信息782条，约35万字。
五、依申请公开情况
全年共收到政府信息公开申请45件，均已答复，结果是：属于主动公开范围20件，同意公开21件，不属于《条例》所指政府信息3件。
六、收费和减免情况
全年没有发生政府信息公开收费和减免。
七、举报、复议和诉讼情况
全年没有发生因政府信息公开引起的举报、行政复议、行政诉讼。
八、问题和下步打算
栏目之间更新不够均衡，解读形式偏少。下一步将加强信息员培训，逐步充实栏目内容。承办人员多为兼职。','{"paragraphs": [[0, 73], [74, 80], [81, 156], [157, 163], [164, 309], [310, 316], [317, 377], [378, 486], [487, 545], [546, 606], [607, 689], [690, 761], [762, 770], [771, 776], [777, 813], [814, 819], [820, 860], [861, 866], [867, 906], [907, 947], [948, 981], [982, 991], [992, 1054], [1055, 1064], [1065, 1083], [1084, 1096], [1097, 1126], [1127, 1136], [1137, 1185]], "tables": []}');
INSERT INTO "document_texts" VALUES(889,'近日，人力资源和社会保障局围绕“综合执法局负责人谈校车安全实施细则”作出安排，要求各单位把责任落实到人。各承办单位要对照要求逐项落实，并在规定时间内反馈结果。
有关单位要加强配合，及时报告进展，重要情况随时上报。工作人员介绍了社区养老的进展，并就下一步工作听取意见。
有关单位要加强配合，及时报告进展，重要情况随时上报。群众可到便民服务窗口咨询，也可拨打公布的电话了解排水许可的情况。','{"paragraphs": [[0, 79], [80, 133], [134, 192]], "tables": []}');
INSERT INTO "document_texts" VALUES(922,'综合执法局负责人谈电子商务发展管理规定
近日，人力资源和社会保障局围绕“综合执法局负责人谈电子商务发展管理规定”作出安排，要求各单位把责任落实到人。会议指出，垃圾分类关系群众切身利益，要抓紧抓实。
活动由市场监督管理局承办，大薛社区的群众代表参加。要统筹做好冬季清雪和一季度各项工作，确保按期完成。','{"paragraphs": [[0, 19], [20, 98], [99, 149]], "tables": []}');
CREATE TABLE "document_urls" (
   "url" TEXT,
   "portal" TEXT,
   "document" TEXT REFERENCES "documents"("id"),
   PRIMARY KEY ("portal", "url")
);
INSERT INTO "document_urls" VALUES('http://news.demo.invalid/201805/n4441.html','demo','d2f14d38da4593764');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/openness/zdgz/jdwj/info_2766','demo','d0f3501571ab734a9');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/uploads/2810.pdf','demo','d8bf92592ce391817');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/service/bsfw/info_4648','demo','d0042f3df8d054aa7');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811','demo','dc141641b7a5f731d');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811_copy','demo','dc1d99ba5a9683e56');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4814','demo','d8c8bc3b394145cc9');
CREATE TABLE "document_versions" (
   "id" INTEGER PRIMARY KEY,
   "document" TEXT,
   "crawl" TEXT REFERENCES "crawls"("id"),
   "capture" TEXT REFERENCES "captures"("id"),
   "entity_digest" TEXT,
   "content_digest" TEXT,
   "reader_version" INTEGER,
   "state" TEXT,
   "title" TEXT,
   "published_on" TEXT,
   "published_on_origin" TEXT,
   "published_on_other" TEXT,
   "date_conflict" INTEGER,
   "issuer" TEXT,
   "source" TEXT,
   "index_number" TEXT,
   "document_number" TEXT,
   "breadcrumb" TEXT,
   "family" TEXT
, "written_on" TEXT, "validity" TEXT, "category" TEXT, "keywords" TEXT, "image_only" INTEGER NOT NULL DEFAULT 0, "pages" INTEGER NOT NULL DEFAULT 1, "cut" INTEGER NOT NULL DEFAULT 0);
INSERT INTO "document_versions" VALUES(769,'d0042f3df8d054aa7','demo-20261126T023730746Z','urn:uuid:6d14af85-d8d5-4266-b1fc-11d6057da84f','sha256:e1a9423fc3d3c31f0fc4bc340489d9bb7377ae6255ae3f8d30901a934015619f','sha256:123d57be1973b7e2ff8f03d7a473723bcb04eace8a001f1cecfec217f0681a18',3,'page','秋季道路占用挖掘网上办理说明','2018-09-16','visible',NULL,0,'','经济发展局','SS-2018-0001','松管发〔2018〕1号','首页 > 办事服务','generic','2018-01-15','有效','综合政务','项目建设',0,2,0);
INSERT INTO "document_versions" VALUES(842,'dc141641b7a5f731d','demo-20261126T023730746Z','urn:uuid:ae3c4a04-d269-49fe-b9db-35434aefa450','sha256:e186c5c88589c18f8b8dbbe7780d19a10b95b780c90c4520487cb5122861a691','sha256:8b88c8057bfbcedb5c84de31ba38e34f167ec74c29099e6f1cbb303fd7b92c6d',3,'page','松山新区管委会2017年政府信息公开年度报告','2018-03-09','visible',NULL,0,'','松山新区管委会','','','首页 > 政府信息公开年报','generic',NULL,'','','',0,1,0);
INSERT INTO "document_versions" VALUES(843,'dc1d99ba5a9683e56','demo-20261126T023730746Z','urn:uuid:bcecd6e5-f991-4b1c-b774-1339108fd4c0','sha256:ccbbeeb178fe016255f622c6ae83d75a37d9395138913ed5579b1b138197d2d6','sha256:6ffcc7f4d0155389d9ef8f8d5dd1955634dd1db15feb73d394cbbe5d2be86af6',3,'page','松山新区管委会2017年政府信息公开年度报告','2018-06-01','visible',NULL,0,'','松山新区管委会','','','首页 > 政府信息公开年报','generic',NULL,'','','',0,1,0);
INSERT INTO "document_versions" VALUES(844,'d8c8bc3b394145cc9','demo-20261126T023730746Z','urn:uuid:15d6e259-495d-46dc-80f1-f465b52deeae','sha256:cff8a11389c66a5bf578ac02abc241ec224951af360562ed4094359332a4181b','sha256:c50a44af399cfd6341551e3f18e3fec5fc4037ad9a3a6dad2fc56da644294b13',3,'page','松山新区管委会2018年度政府信息公开工作报告','2019-03-14','visible',NULL,0,'','松山新区管委会','','','首页 > 政府信息公开年报','generic',NULL,'','','',0,1,0);
INSERT INTO "document_versions" VALUES(889,'d0f3501571ab734a9','demo-20261126T023730746Z','urn:uuid:3acead0b-d76f-45f1-95ec-2c9e967e64e7','sha256:8c34654f2cd0a5b2d03b3a5b50d4289a3166a1d8be3fc947f95893d00bbd2017','sha256:d43f5cca150670b95438f0d46d2490d744bf691c750a2363246d7419f46fd9ae',3,'page','综合执法局负责人谈校车安全实施细则','2018-10-10','visible',NULL,0,'','经济发展局','','','首页 > 信息公开重点工作 > 解读文件','generic',NULL,'','','',0,1,0);
INSERT INTO "document_versions" VALUES(922,'d8bf92592ce391817','demo-20261126T023730746Z','urn:uuid:ad444f2b-3b8b-491c-af7a-d28f38fbee3a','sha256:1a4445f84a3c3a95ae13e20c6ccf7c759fa273500d2e13fd1b582d807d1516c7','sha256:1a4445f84a3c3a95ae13e20c6ccf7c759fa273500d2e13fd1b582d807d1516c7',3,'file','',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,0);
CREATE TABLE "documents" (
   "id" TEXT PRIMARY KEY,
   "portal" TEXT REFERENCES "portals"("id"),
   "url" TEXT,
   "state" TEXT,
   "channel" TEXT,
   "title" TEXT,
   "title_key" TEXT,
   "published_on" TEXT,
   "published_on_origin" TEXT,
   "published_on_other" TEXT,
   "date_conflict" INTEGER,
   "issuer" TEXT,
   "source" TEXT,
   "index_number" TEXT,
   "document_number" TEXT,
   "characters" INTEGER,
   "content_digest" TEXT,
   "version" INTEGER,
   "capture" TEXT REFERENCES "captures"("id"),
   "first_seen" TEXT,
   "last_seen" TEXT,
   "import" TEXT
);
INSERT INTO "documents" VALUES('d0042f3df8d054aa7','demo','http://songshan.demo.invalid/service/bsfw/info_4648','page','own_site','秋季道路占用挖掘网上办理说明','秋季道路占用挖掘网上办理说明','2018-09-16','visible',NULL,0,'','经济发展局','SS-2018-0001','松管发〔2018〕1号',457,'sha256:123d57be1973b7e2ff8f03d7a473723bcb04eace8a001f1cecfec217f0681a18',769,'urn:uuid:6d14af85-d8d5-4266-b1fc-11d6057da84f','2026-11-26T02:37:47.595789Z','2026-11-26T02:37:47.595789Z',NULL);
INSERT INTO "documents" VALUES('d0f3501571ab734a9','demo','http://songshan.demo.invalid/openness/zdgz/jdwj/info_2766','page','own_site','综合执法局负责人谈校车安全实施细则','综合执法局负责人谈校车安全实施细则','2018-10-10','visible',NULL,0,'','经济发展局','','',192,'sha256:d43f5cca150670b95438f0d46d2490d744bf691c750a2363246d7419f46fd9ae',889,'urn:uuid:3acead0b-d76f-45f1-95ec-2c9e967e64e7','2026-11-26T02:37:47.595789Z','2026-11-26T02:37:47.595789Z',NULL);
INSERT INTO "documents" VALUES('d2f14d38da4593764','demo','http://news.demo.invalid/201805/n4441.html','external','own_site','营盘村组织河道治理文艺演出','营盘村组织河道治理文艺演出','2018-05-28','list',NULL,0,'','','','',NULL,NULL,NULL,NULL,'2026-11-26T02:37:47.595789Z','2026-11-26T02:37:47.595789Z',NULL);
INSERT INTO "documents" VALUES('d8bf92592ce391817','demo','http://songshan.demo.invalid/uploads/2810.pdf','file','own_site','综合执法局负责人谈电子商务发展管理规定','综合执法局负责人谈电子商务发展管理规定','2018-10-19','list',NULL,0,'','','','',149,'sha256:1a4445f84a3c3a95ae13e20c6ccf7c759fa273500d2e13fd1b582d807d1516c7',922,'urn:uuid:ad444f2b-3b8b-491c-af7a-d28f38fbee3a','2026-11-26T02:37:47.595789Z','2026-11-26T02:37:47.595789Z',NULL);
INSERT INTO "documents" VALUES('d8c8bc3b394145cc9','demo','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4814','page','own_site','松山新区管委会2018年度政府信息公开工作报告','松山新区管委会2018年度政府信息公开工作报告','2019-03-14','visible',NULL,0,'','松山新区管委会','','',1185,'sha256:c50a44af399cfd6341551e3f18e3fec5fc4037ad9a3a6dad2fc56da644294b13',844,'urn:uuid:15d6e259-495d-46dc-80f1-f465b52deeae','2026-11-26T02:37:47.595789Z','2026-11-26T02:37:47.595789Z',NULL);
INSERT INTO "documents" VALUES('dc141641b7a5f731d','demo','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811','page','own_site','松山新区管委会2017年政府信息公开年度报告','松山新区管委会2017年政府信息公开年度报告','2018-03-09','visible',NULL,0,'','松山新区管委会','','',544,'sha256:8b88c8057bfbcedb5c84de31ba38e34f167ec74c29099e6f1cbb303fd7b92c6d',842,'urn:uuid:ae3c4a04-d269-49fe-b9db-35434aefa450','2026-11-26T02:37:47.595789Z','2026-11-26T02:37:47.595789Z',NULL);
INSERT INTO "documents" VALUES('dc1d99ba5a9683e56','demo','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811_copy','page','own_site','松山新区管委会2017年政府信息公开年度报告','松山新区管委会2017年政府信息公开年度报告','2018-06-01','visible',NULL,0,'','松山新区管委会','','',544,'sha256:6ffcc7f4d0155389d9ef8f8d5dd1955634dd1db15feb73d394cbbe5d2be86af6',843,'urn:uuid:bcecd6e5-f991-4b1c-b774-1339108fd4c0','2026-11-26T02:37:47.595789Z','2026-11-26T02:37:47.595789Z',NULL);
INSERT INTO "documents" VALUES('d000eb83599767a53','demo','http://mp.weixin.demo.invalid/s/57daee28aa225759','imported','wechat','一图读懂：新城小学扩建冬季新进展','一图读懂新城小学扩建冬季新进展','2018-12-06','import',NULL,0,NULL,NULL,NULL,NULL,367,NULL,NULL,NULL,'2026-11-26T02:37:55.031538Z','2026-11-26T02:37:55.031538Z','demo-wechat-1e12913ce658');
CREATE TABLE "file_parts" (
   "version" INTEGER REFERENCES "document_versions"("id"),
   "number" INTEGER,
   "name" TEXT,
   "start" INTEGER,
   "end" INTEGER,
   PRIMARY KEY ("version", "number")
);
INSERT INTO "file_parts" VALUES(922,1,'',0,149);
CREATE TABLE "file_readings" (
   "version" INTEGER PRIMARY KEY REFERENCES "document_versions"("id"),
   "kind" TEXT,
   "parts" INTEGER,
   "converter" TEXT,
   "converter_version" TEXT,
   "unread" TEXT
);
INSERT INTO "file_readings" VALUES(922,'pdf',1,'pdfminer.six','20260107','');
CREATE TABLE "findings" (
   "id" TEXT PRIMARY KEY,
   "report" TEXT REFERENCES "reports"("id"),
   "claim" TEXT REFERENCES "claims"("id"),
   "identity" TEXT REFERENCES "identities"("id"),
   "as_of" TEXT,
   "as_of_date" TEXT,
   "measure" TEXT,
   "reported" REAL,
   "observed" REAL,
   "difference" REAL,
   "listed_now" INTEGER,
   "undated" INTEGER,
   "reposts" INTEGER,
   "before_report" INTEGER,
   "verdict" TEXT,
   "note" TEXT,
   "sql" TEXT,
   "current" INTEGER
);
INSERT INTO "findings" VALUES('demo-2017.1@demo-20261126T023730746Z','demo-2017','demo-2017.1',NULL,'demo-20261126T023730746Z','2026-11-26','existence',NULL,1.0,NULL,1,0,0,0,'found','[{"key": "archive_began_later", "observed": 1.0, "as_of_date": "2026-11-26", "first_crawl": "2026-11-26"}]','select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.portal = ''demo'' and d."import" is null and instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(d.title_key, ''政府收支决算'', ''财政决算''), ''政府收支预算'', ''财政预算''), ''政府财政决算'', ''财政决算''), ''政府财政预算'', ''财政预算''), ''财政收支决算'', ''财政决算''), ''财政收支预算'', ''财政预算''), ''政府预决算'', ''财政预算决算''), ''财政预决算'', ''财政预算决算''), ''政府决算'', ''财政决算''), ''政府预算'', ''财政预算''), ''预决算'', ''预算决算''), ''年度'', ''年''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''试行'', ('''')), ''政府信息公开指南'') > 0
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from documents d
join attachments a on a.document = d.id
join crawls w on w.id = a.crawl and w.accepted = 1
where d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document',1);
INSERT INTO "findings" VALUES('demo-2017.2@demo-20261126T023730746Z','demo-2017','demo-2017.2',NULL,'demo-20261126T023730746Z','2026-11-26',NULL,2000.0,NULL,NULL,NULL,NULL,NULL,NULL,'unobservable','[]','',1);
INSERT INTO "findings" VALUES('demo-2017.3@demo-20261126T023730746Z','demo-2017','demo-2017.3',NULL,'demo-20261126T023730746Z','2026-11-26','all_channels',125.0,110.0,NULL,110,9,0,0,'not_assessable','[{"key": "lower_bound", "channels": [{"key": "wechat", "zh": "微信公众号《松山之窗》", "en": "WeChat account 松山之窗"}, {"key": "reading_points", "zh": "信息查阅点", "en": "reading points"}]}, {"key": "same_title", "documents": 6}, {"key": "archive_began_later", "observed": 110.0, "as_of_date": "2026-11-26", "first_crawl": "2026-11-26"}]','with items as (
  select *, row_number() over (partition by channel, title_key order by document) as copy
  from (
select d.document, d.title, d.title_key, d.published_on, d.url, d.state, d.channel
from channel_documents d
where d.portal = ''demo'' and d.channel in (select value from json_each(''["own_site", "city_site"]'')) and (d.published_on between ''2017-01-01'' and ''2017-12-31'')
  )
), united as (
  select *, group_concat(channel, '' '') over same as channels, row_number() over same as place
  from items
  window same as (partition by title_key, copy order by channel
                  rows between unbounded preceding and unbounded following)
)
select document, title, published_on, url, state, channels
from united
where place = 1
order by published_on, document',1);
INSERT INTO "findings" VALUES('demo-2017.7@demo-20261126T023730746Z','demo-2017','demo-2017.7',NULL,'demo-20261126T023730746Z','2026-11-26',NULL,20.0,NULL,NULL,NULL,NULL,NULL,NULL,'not_assessable','[{"key": "channel_unobserved", "channels": [{"key": "reading_points", "zh": "信息查阅点", "en": "reading points"}]}]','',1);
INSERT INTO "findings" VALUES('demo-2017.8@demo-20261126T023730746Z','demo-2017','demo-2017.8',NULL,'demo-20261126T023730746Z','2026-11-26','columns',5.0,4.0,-1.0,4,0,0,0,'fewer_found','[{"key": "archive_began_later", "observed": 4.0, "as_of_date": "2026-11-26", "first_crawl": "2026-11-26"}]','select d.id as document, d.title, d.published_on, d.url, d.state, d.channel,
       group_concat(distinct c.title) as listed_in
from column_metrics m
join "columns" c on c.id = m."column"
join crawls w on w.portal = c.portal and w.accepted = 1
cross join listings l on l.crawl = w.id and l."column" = c.id
cross join documents d on d.id = l.document
where c.portal = ''demo'' and m.metric = ''documents_published'' and ''own_site'' in ('''', c.channel) and (d.published_on between ''2017-01-01'' and ''2017-12-31'')
group by d.id
order by d.published_on, d.id',1);
INSERT INTO "findings" VALUES('demo-2017.i1@demo-20261126T023730746Z','demo-2017',NULL,'demo-2017.i1','demo-20261126T023730746Z','2026-11-26',NULL,125.0,133.0,NULL,NULL,NULL,NULL,NULL,'holds','[]','',1);
INSERT INTO "findings" VALUES('demo-2017.i2@demo-20261126T023730746Z','demo-2017',NULL,'demo-2017.i2','demo-20261126T023730746Z','2026-11-26',NULL,80.8,80.8,0.0,NULL,NULL,NULL,NULL,'holds','[]','',1);
INSERT INTO "findings" VALUES('demo-2017-dc1d99ba5a9683e56.1@demo-20261126T023730746Z','demo-2017-dc1d99ba5a9683e56','demo-2017-dc1d99ba5a9683e56.1',NULL,'demo-20261126T023730746Z','2026-11-26','existence',NULL,1.0,NULL,1,0,0,0,'found','[{"key": "archive_began_later", "observed": 1.0, "as_of_date": "2026-11-26", "first_crawl": "2026-11-26"}]','select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.portal = ''demo'' and d."import" is null and instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(d.title_key, ''政府收支决算'', ''财政决算''), ''政府收支预算'', ''财政预算''), ''政府财政决算'', ''财政决算''), ''政府财政预算'', ''财政预算''), ''财政收支决算'', ''财政决算''), ''财政收支预算'', ''财政预算''), ''政府预决算'', ''财政预算决算''), ''财政预决算'', ''财政预算决算''), ''政府决算'', ''财政决算''), ''政府预算'', ''财政预算''), ''预决算'', ''预算决算''), ''年度'', ''年''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''试行'', ('''')), ''政府信息公开指南'') > 0
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from documents d
join attachments a on a.document = d.id
join crawls w on w.id = a.crawl and w.accepted = 1
where d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document',1);
INSERT INTO "findings" VALUES('demo-2017-dc1d99ba5a9683e56.2@demo-20261126T023730746Z','demo-2017-dc1d99ba5a9683e56','demo-2017-dc1d99ba5a9683e56.2',NULL,'demo-20261126T023730746Z','2026-11-26',NULL,2000.0,NULL,NULL,NULL,NULL,NULL,NULL,'unobservable','[]','',1);
INSERT INTO "findings" VALUES('demo-2017-dc1d99ba5a9683e56.3@demo-20261126T023730746Z','demo-2017-dc1d99ba5a9683e56','demo-2017-dc1d99ba5a9683e56.3',NULL,'demo-20261126T023730746Z','2026-11-26','all_channels',125.0,110.0,NULL,110,9,0,0,'not_assessable','[{"key": "lower_bound", "channels": [{"key": "wechat", "zh": "微信公众号《松山之窗》", "en": "WeChat account 松山之窗"}, {"key": "reading_points", "zh": "信息查阅点", "en": "reading points"}]}, {"key": "same_title", "documents": 6}, {"key": "archive_began_later", "observed": 110.0, "as_of_date": "2026-11-26", "first_crawl": "2026-11-26"}]','with items as (
  select *, row_number() over (partition by channel, title_key order by document) as copy
  from (
select d.document, d.title, d.title_key, d.published_on, d.url, d.state, d.channel
from channel_documents d
where d.portal = ''demo'' and d.channel in (select value from json_each(''["own_site", "city_site"]'')) and (d.published_on between ''2017-01-01'' and ''2017-12-31'')
  )
), united as (
  select *, group_concat(channel, '' '') over same as channels, row_number() over same as place
  from items
  window same as (partition by title_key, copy order by channel
                  rows between unbounded preceding and unbounded following)
)
select document, title, published_on, url, state, channels
from united
where place = 1
order by published_on, document',1);
INSERT INTO "findings" VALUES('demo-2017-dc1d99ba5a9683e56.7@demo-20261126T023730746Z','demo-2017-dc1d99ba5a9683e56','demo-2017-dc1d99ba5a9683e56.7',NULL,'demo-20261126T023730746Z','2026-11-26',NULL,21.0,NULL,NULL,NULL,NULL,NULL,NULL,'not_assessable','[{"key": "channel_unobserved", "channels": [{"key": "reading_points", "zh": "信息查阅点", "en": "reading points"}]}]','',1);
INSERT INTO "findings" VALUES('demo-2017-dc1d99ba5a9683e56.8@demo-20261126T023730746Z','demo-2017-dc1d99ba5a9683e56','demo-2017-dc1d99ba5a9683e56.8',NULL,'demo-20261126T023730746Z','2026-11-26','columns',5.0,4.0,-1.0,4,0,0,0,'fewer_found','[{"key": "archive_began_later", "observed": 4.0, "as_of_date": "2026-11-26", "first_crawl": "2026-11-26"}]','select d.id as document, d.title, d.published_on, d.url, d.state, d.channel,
       group_concat(distinct c.title) as listed_in
from column_metrics m
join "columns" c on c.id = m."column"
join crawls w on w.portal = c.portal and w.accepted = 1
cross join listings l on l.crawl = w.id and l."column" = c.id
cross join documents d on d.id = l.document
where c.portal = ''demo'' and m.metric = ''documents_published'' and ''own_site'' in ('''', c.channel) and (d.published_on between ''2017-01-01'' and ''2017-12-31'')
group by d.id
order by d.published_on, d.id',1);
INSERT INTO "findings" VALUES('demo-2017-dc1d99ba5a9683e56.i1@demo-20261126T023730746Z','demo-2017-dc1d99ba5a9683e56',NULL,'demo-2017-dc1d99ba5a9683e56.i1','demo-20261126T023730746Z','2026-11-26',NULL,125.0,134.0,NULL,NULL,NULL,NULL,NULL,'holds','[]','',1);
INSERT INTO "findings" VALUES('demo-2017-dc1d99ba5a9683e56.i2@demo-20261126T023730746Z','demo-2017-dc1d99ba5a9683e56',NULL,'demo-2017-dc1d99ba5a9683e56.i2','demo-20261126T023730746Z','2026-11-26',NULL,80.8,80.8,0.0,NULL,NULL,NULL,NULL,'holds','[]','',1);
INSERT INTO "findings" VALUES('demo-2018.1@demo-20261126T023730746Z','demo-2018','demo-2018.1',NULL,'demo-20261126T023730746Z','2026-11-26',NULL,1.0,NULL,NULL,NULL,NULL,NULL,NULL,'not_assessable','[{"key": "decision_dismiss", "by": "核对人", "on": "2026-03-02", "reason": "说的不是公开的信息", "read": "1 台"}]','',1);
INSERT INTO "findings" VALUES('demo-2018.2@demo-20261126T023730746Z','demo-2018','demo-2018.2',NULL,'demo-20261126T023730746Z','2026-11-26','existence',NULL,1.0,NULL,1,0,0,0,'found','[{"key": "decision_confirm", "by": "核对人", "on": "2026-03-02", "reason": "与原文一致"}, {"key": "archive_began_later", "observed": 1.0, "as_of_date": "2026-11-26", "first_crawl": "2026-11-26"}]','select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.portal = ''demo'' and d."import" is null and instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(d.title_key, ''政府收支决算'', ''财政决算''), ''政府收支预算'', ''财政预算''), ''政府财政决算'', ''财政决算''), ''政府财政预算'', ''财政预算''), ''财政收支决算'', ''财政决算''), ''财政收支预算'', ''财政预算''), ''政府预决算'', ''财政预算决算''), ''财政预决算'', ''财政预算决算''), ''政府决算'', ''财政决算''), ''政府预算'', ''财政预算''), ''预决算'', ''预算决算''), ''年度'', ''年''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''试行'', ('''')), ''政府信息公开指南'') > 0
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from documents d
join attachments a on a.document = d.id
join crawls w on w.id = a.crawl and w.accepted = 1
where d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document',1);
INSERT INTO "findings" VALUES('demo-2018.3@demo-20261126T023730746Z','demo-2018','demo-2018.3',NULL,'demo-20261126T023730746Z','2026-11-26','existence',NULL,1.0,NULL,1,0,0,0,'found','[{"key": "archive_began_later", "observed": 1.0, "as_of_date": "2026-11-26", "first_crawl": "2026-11-26"}]','select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.portal = ''demo'' and d."import" is null and instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(d.title_key, ''政府收支决算'', ''财政决算''), ''政府收支预算'', ''财政预算''), ''政府财政决算'', ''财政决算''), ''政府财政预算'', ''财政预算''), ''财政收支决算'', ''财政决算''), ''财政收支预算'', ''财政预算''), ''政府预决算'', ''财政预算决算''), ''财政预决算'', ''财政预算决算''), ''政府决算'', ''财政决算''), ''政府预算'', ''财政预算''), ''预决算'', ''预算决算''), ''年度'', ''年''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''试行'', ('''')), ''政府信息公开目录'') > 0
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from documents d
join attachments a on a.document = d.id
join crawls w on w.id = a.crawl and w.accepted = 1
where d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document',1);
INSERT INTO "findings" VALUES('demo-2018.7@demo-20261126T023730746Z','demo-2018','demo-2018.7',NULL,'demo-20261126T023730746Z','2026-11-26','existence',NULL,0.0,NULL,0,0,0,0,'not_found','[{"key": "archive_began_later", "observed": 0.0, "as_of_date": "2026-11-26", "first_crawl": "2026-11-26"}]','select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.portal = ''demo'' and d."import" is null and instr(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(d.title_key, ''政府收支决算'', ''财政决算''), ''政府收支预算'', ''财政预算''), ''政府财政决算'', ''财政决算''), ''政府财政预算'', ''财政预算''), ''财政收支决算'', ''财政决算''), ''财政收支预算'', ''财政预算''), ''政府预决算'', ''财政预算决算''), ''财政预决算'', ''财政预算决算''), ''政府决算'', ''财政决算''), ''政府预算'', ''财政预算''), ''预决算'', ''预算决算''), ''年度'', ''年''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''试行'', ('''')), ''政府信息公开责任追究办法'') > 0
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from documents d
join attachments a on a.document = d.id
join crawls w on w.id = a.crawl and w.accepted = 1
where d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document',1);
INSERT INTO "findings" VALUES('demo-2018.8@demo-20261126T023730746Z','demo-2018','demo-2018.8',NULL,'demo-20261126T023730746Z','2026-11-26','columns',13.0,12.0,-1.0,12,0,0,0,'fewer_found','[{"key": "decision_correct", "by": "核对人", "on": "2026-03-02", "reason": "扫描件上为13份，网页有误", "read": "12 份"}, {"key": "archive_began_later", "observed": 12.0, "as_of_date": "2026-11-26", "first_crawl": "2026-11-26"}]','select d.id as document, d.title, d.published_on, d.url, d.state, d.channel,
       group_concat(distinct c.title) as listed_in
from column_metrics m
join "columns" c on c.id = m."column"
join crawls w on w.portal = c.portal and w.accepted = 1
cross join listings l on l.crawl = w.id and l."column" = c.id
cross join documents d on d.id = l.document
where c.portal = ''demo'' and m.metric = ''documents_published'' and ''own_site'' in ('''', c.channel) and (d.published_on between ''2018-01-01'' and ''2018-12-31'')
group by d.id
order by d.published_on, d.id',1);
INSERT INTO "findings" VALUES('demo-2018.i1@demo-20261126T023730746Z','demo-2018',NULL,'demo-2018.i1','demo-20261126T023730746Z','2026-11-26',NULL,1072.0,1048.0,-24.0,NULL,NULL,NULL,NULL,'broken','[]','',1);
INSERT INTO "findings" VALUES('demo-2018.i2@demo-20261126T023730746Z','demo-2018',NULL,'demo-2018.i2','demo-20261126T023730746Z','2026-11-26',NULL,45.0,44.0,-1.0,NULL,NULL,NULL,NULL,'broken','[]','',1);
CREATE TABLE "frontier" (
   "crawl" TEXT,
   "identity" TEXT,
   "request" TEXT,
   "done" INTEGER,
   PRIMARY KEY ("crawl", "identity")
);
INSERT INTO "frontier" VALUES('demo-20261126T023804232Z','d7bb49cda8a5109bb1af7ab93f4261c2','{"purpose": "navigation", "url": "http://songshan.demo.invalid/"}',1);
INSERT INTO "frontier" VALUES('demo-20261126T023804232Z','4686d6b5319f05efe2a56d83e194d1c3','{"column": "key_areas", "purpose": "list", "url": "http://songshan.demo.invalid/openness/zdly"}',1);
INSERT INTO "frontier" VALUES('demo-20261126T023804232Z','e29c38c976676723329157ee71d6678b','{"column": "normative", "purpose": "list", "url": "http://songshan.demo.invalid/openness/gfxwj"}',1);
CREATE TABLE "identities" (
   "id" TEXT PRIMARY KEY,
   "report" TEXT REFERENCES "reports"("id"),
   "number" INTEGER,
   "rule" TEXT,
   "relation" TEXT,
   "parts" TEXT,
   "sum" REAL,
   "total" REAL,
   "holds" INTEGER,
   "claims" TEXT,
   "cells" TEXT,
   "note" TEXT
, "level" TEXT NOT NULL DEFAULT 'fail', "reason" TEXT NOT NULL DEFAULT '');
INSERT INTO "identities" VALUES('demo-2017.i1','demo-2017',1,'cover: proactive_total <= sum of channels (one item may appear on several channels)','cover','[101.0, 12.0, 20.0]',133.0,125.0,1,'["demo-2017.4", "demo-2017.6", "demo-2017.7", "demo-2017.3"]','[]','','fail','');
INSERT INTO "identities" VALUES('demo-2017.i2','demo-2017',2,'share: proactive_website / proactive_total','share','[101.0, 125.0]',80.8,80.8,1,'["demo-2017.4", "demo-2017.3", "demo-2017.5"]','[]','','fail','');
INSERT INTO "identities" VALUES('demo-2017-dc1d99ba5a9683e56.i1','demo-2017-dc1d99ba5a9683e56',1,'cover: proactive_total <= sum of channels (one item may appear on several channels)','cover','[101.0, 12.0, 21.0]',134.0,125.0,1,'["demo-2017-dc1d99ba5a9683e56.4", "demo-2017-dc1d99ba5a9683e56.6", "demo-2017-dc1d99ba5a9683e56.7", "demo-2017-dc1d99ba5a9683e56.3"]','[]','','fail','');
INSERT INTO "identities" VALUES('demo-2017-dc1d99ba5a9683e56.i2','demo-2017-dc1d99ba5a9683e56',2,'share: proactive_website / proactive_total','share','[101.0, 125.0]',80.8,80.8,1,'["demo-2017-dc1d99ba5a9683e56.4", "demo-2017-dc1d99ba5a9683e56.3", "demo-2017-dc1d99ba5a9683e56.5"]','[]','','fail','');
INSERT INTO "identities" VALUES('demo-2018.i1','demo-2018',1,'sum: topics = proactive_total','sum','[482.0, 194.0, 372.0]',1048.0,1072.0,0,'["demo-2018.29", "demo-2018.30", "demo-2018.31", "demo-2018.27"]','[]','','fail','');
INSERT INTO "identities" VALUES('demo-2018.i2','demo-2018',2,'sum: outcomes = applications_received','sum','[20.0, 21.0, 3.0]',44.0,45.0,0,'["demo-2018.39", "demo-2018.40", "demo-2018.41", "demo-2018.38"]','[]','','fail','');
CREATE TABLE "imports" (
   "id" TEXT PRIMARY KEY,
   "portal" TEXT,
   "channel" TEXT,
   "file_name" TEXT,
   "file_sha256" TEXT,
   "imported_at" TEXT,
   "rows" INTEGER,
   "from_date" TEXT,
   "to_date" TEXT
, "stated_from" TEXT, "stated_to" TEXT);
INSERT INTO "imports" VALUES('demo-wechat-1e12913ce658','demo','wechat','wechat.csv','1e12913ce658e223397b6d2bba4e17e52a75eff3434def06b79f73905c65ae63','2026-11-26T02:37:55.031538Z',782,'2018-01-02','2018-12-31','2018-01-01','2018-12-31');
CREATE TABLE "listings" (
   "crawl" TEXT REFERENCES "crawls"("id"),
   "column" TEXT REFERENCES "columns"("id"),
   "position" INTEGER,
   "title" TEXT,
   "listed_on" TEXT,
   "url" TEXT,
   "document" TEXT,
   "state" TEXT,
   "page_url" TEXT,
   "capture" TEXT, "page_number" INTEGER NOT NULL DEFAULT 1,
   PRIMARY KEY ("crawl", "column", "url")
);
INSERT INTO "listings" VALUES('demo-20261126T023730746Z','demo/interpretations',6,'综合执法局负责人谈电子商务发展管理规定','2018-10-19','http://songshan.demo.invalid/uploads/2810.pdf','d8bf92592ce391817','file','http://songshan.demo.invalid/openness/zdgz/jdwj','urn:uuid:ac6abf8c-d8a1-4d78-86de-afc249261e8a',1);
INSERT INTO "listings" VALUES('demo-20261126T023730746Z','demo/interpretations',7,'综合执法局负责人谈校车安全实施细则','2018-10-10','http://songshan.demo.invalid/openness/zdgz/jdwj/info_2766','d0f3501571ab734a9','page','http://songshan.demo.invalid/openness/zdgz/jdwj','urn:uuid:ac6abf8c-d8a1-4d78-86de-afc249261e8a',1);
INSERT INTO "listings" VALUES('demo-20261126T023730746Z','demo/reports',1,'松山新区管委会2018年度政府信息公开工作报告','2019-03-14','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4814','d8c8bc3b394145cc9','page','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','urn:uuid:1c71ef15-8a53-4f4a-adc8-24b9375ca35b',1);
INSERT INTO "listings" VALUES('demo-20261126T023730746Z','demo/reports',2,'松山新区管委会2017年政府信息公开年度报告','2018-06-01','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811_copy','dc1d99ba5a9683e56','page','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','urn:uuid:1c71ef15-8a53-4f4a-adc8-24b9375ca35b',1);
INSERT INTO "listings" VALUES('demo-20261126T023730746Z','demo/reports',3,'松山新区管委会2017年政府信息公开年度报告','2018-03-09','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811','dc141641b7a5f731d','page','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','urn:uuid:1c71ef15-8a53-4f4a-adc8-24b9375ca35b',1);
INSERT INTO "listings" VALUES('demo-20261126T023730746Z','demo/services',11,'秋季道路占用挖掘网上办理说明','2018-09-16','http://songshan.demo.invalid/service/bsfw/info_4648','d0042f3df8d054aa7','page','http://songshan.demo.invalid/service/bsfw?page=2','urn:uuid:8394bd3a-a93f-4d74-9a4e-df44e79e5993',2);
INSERT INTO "listings" VALUES('demo-20261126T023730746Z','demo/grassroots',10,'营盘村组织河道治理文艺演出','2018-05-28','http://news.demo.invalid/201805/n4441.html','d2f14d38da4593764','external','http://songshan.demo.invalid/news/jcdt?page=7','urn:uuid:a3005ebb-2f0b-4449-8904-af9feb13a4d2',7);
INSERT INTO "listings" VALUES('demo-20261126T023730746Z','demo/key_areas',7,'秋季道路占用挖掘网上办理说明','2018-09-16','http://songshan.demo.invalid/service/bsfw/info_4648','d0042f3df8d054aa7','page','http://songshan.demo.invalid/openness/zdly?page=5','urn:uuid:7def8701-3043-47ca-8958-42e2067bca7e',5);
INSERT INTO "listings" VALUES('demo-20261126T023804232Z','demo/interpretations',6,'综合执法局负责人谈电子商务发展管理规定','2018-10-19','http://songshan.demo.invalid/uploads/2810.pdf','d8bf92592ce391817','file','http://songshan.demo.invalid/openness/zdgz/jdwj','urn:uuid:3d37ec7f-2aef-4da0-b87c-31078fdc404a',1);
INSERT INTO "listings" VALUES('demo-20261126T023804232Z','demo/interpretations',7,'综合执法局负责人谈校车安全实施细则','2018-10-10','http://songshan.demo.invalid/openness/zdgz/jdwj/info_2766','d0f3501571ab734a9','page','http://songshan.demo.invalid/openness/zdgz/jdwj','urn:uuid:3d37ec7f-2aef-4da0-b87c-31078fdc404a',1);
INSERT INTO "listings" VALUES('demo-20261126T023804232Z','demo/reports',1,'松山新区管委会2018年度政府信息公开工作报告','2019-03-14','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4814','d8c8bc3b394145cc9','page','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','urn:uuid:75fadaa0-7511-4c2e-8ea9-fdb5a0185d2c',1);
INSERT INTO "listings" VALUES('demo-20261126T023804232Z','demo/reports',2,'松山新区管委会2017年政府信息公开年度报告','2018-06-01','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811_copy','dc1d99ba5a9683e56','page','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','urn:uuid:75fadaa0-7511-4c2e-8ea9-fdb5a0185d2c',1);
INSERT INTO "listings" VALUES('demo-20261126T023804232Z','demo/reports',3,'松山新区管委会2017年政府信息公开年度报告','2018-03-09','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811','dc141641b7a5f731d','page','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','urn:uuid:75fadaa0-7511-4c2e-8ea9-fdb5a0185d2c',1);
INSERT INTO "listings" VALUES('demo-20261126T023804232Z','demo/services',11,'秋季道路占用挖掘网上办理说明','2018-09-16','http://songshan.demo.invalid/service/bsfw/info_4648','d0042f3df8d054aa7','page','http://songshan.demo.invalid/service/bsfw?page=2','urn:uuid:e3e0c1f5-771c-4803-847d-ba72a8fcecb1',2);
INSERT INTO "listings" VALUES('demo-20261126T023804232Z','demo/grassroots',10,'营盘村组织河道治理文艺演出','2018-05-28','http://news.demo.invalid/201805/n4441.html','d2f14d38da4593764','external','http://songshan.demo.invalid/news/jcdt?page=7','urn:uuid:832cec5b-b209-46a1-b654-3ba4bc7cbcc8',7);
INSERT INTO "listings" VALUES('demo-20261126T023804232Z','demo/key_areas',7,'秋季道路占用挖掘网上办理说明','2018-09-16','http://songshan.demo.invalid/service/bsfw/info_4648','d0042f3df8d054aa7','page','http://songshan.demo.invalid/openness/zdly?page=5','urn:uuid:2f2ab1a4-baa8-4c32-ad90-f9fc8acc0a06',5);
CREATE TABLE "measures" (
   "key" TEXT PRIMARY KEY,
   "title_zh" TEXT,
   "title_en" TEXT,
   "unit_class" TEXT,
   "sql" TEXT
);
INSERT INTO "measures" VALUES('all_channels','各渠道信息，同题一条','items of all channels, the same title once','items','with items as (
  select *, row_number() over (partition by channel, title_key order by document) as copy
  from (
select d.document, d.title, d.title_key, d.published_on, d.url, d.state, d.channel
from channel_documents d
where d.portal = :portal and d.channel in (select value from json_each(:channels)) and (d.published_on between :from_date and :to_date)
  )
), united as (
  select *, group_concat(channel, '' '') over same as channels, row_number() over same as place
  from items
  window same as (partition by title_key, copy order by channel
                  rows between unbounded preceding and unbounded following)
)
select document, title, published_on, url, state, channels
from united
where place = 1
order by published_on, document');
INSERT INTO "measures" VALUES('channel','一个渠道的信息','items of one channel','items','select d.document, d.title, d.published_on, d.url, d.state, d.channel
from channel_documents d
where d.portal = :portal and d.channel = :channel and (d.published_on between :from_date and :to_date)
order by d.published_on, d.document');
INSERT INTO "measures" VALUES('channel_characters','一个渠道信息的字数（characters 列之和）','characters of one channel''s items (the sum of column characters)','characters','select d.document, d.title, d.published_on, d.url, d.state, d.channel, d.characters
from channel_documents d
where d.portal = :portal and d.channel = :channel and (d.published_on between :from_date and :to_date)
order by d.published_on, d.document');
CREATE TABLE "part_texts" (
   "crawl" TEXT,
   "document" TEXT,
   "number" INTEGER,
   "text" TEXT,
   "layout" TEXT,
   PRIMARY KEY ("crawl", "document", "number")
);
INSERT INTO "part_texts" VALUES('demo-20261126T023804232Z','d0042f3df8d054aa7',1,'近日，办公室围绕“秋季道路占用挖掘网上办理说明”作出安排，要求各单位把责任落实到人。要统筹做好环境整治和汛期各项工作，确保按期完成。
各承办单位要对照要求逐项落实，并在规定时间内反馈结果。有关单位要加强配合，及时报告进展，重要情况随时上报。
下一步，办公室将继续推进道路维修，让群众得到实惠。要统筹做好招商引资和一季度各项工作，确保按期完成。
群众可到便民服务窗口咨询，也可拨打公布的电话了解卫生许可的情况。本次涉及资金32万元，由应急管理局负责监督使用。','{"paragraphs": [[0, 66], [67, 120], [121, 171], [172, 228]], "tables": []}');
INSERT INTO "part_texts" VALUES('demo-20261126T023804232Z','d0042f3df8d054aa7',2,'近日，办公室围绕“秋季道路占用挖掘网上办理说明”作出安排，要求各单位把责任落实到人。要统筹做好环境整治和汛期各项工作，确保按期完成。
各承办单位要对照要求逐项落实，并在规定时间内反馈结果。有关单位要加强配合，及时报告进展，重要情况随时上报。
下一步，办公室将继续推进道路维修，让群众得到实惠。要统筹做好招商引资和一季度各项工作，确保按期完成。
群众可到便民服务窗口咨询，也可拨打公布的电话了解卫生许可的情况。本次涉及资金32万元，由应急管理局负责监督使用。','{"paragraphs": [[0, 66], [67, 120], [121, 171], [172, 228]], "tables": []}');
CREATE TABLE "portals" (
   "id" TEXT PRIMARY KEY,
   "title_zh" TEXT,
   "title_en" TEXT,
   "authority" TEXT,
   "base" TEXT,
   "zone" TEXT,
   "file_sha256" TEXT
, "tls" TEXT NOT NULL DEFAULT 'modern');
INSERT INTO "portals" VALUES('demo-city','锦州市人民政府（演示）','Jinzhou city government (demo)','["锦州市人民政府", "锦州市政府"]','http://jinzhou.demo.invalid/','Asia/Shanghai','e8b52d0890f3d819647dc7e1da081a2d87ab23b67cdcafd8bc388a5a9e702446','modern');
INSERT INTO "portals" VALUES('demo','松山新区管理委员会（演示）','Songshan New District Management Committee (demo)','["松山新区管委会", "松山新区管理委员会"]','http://songshan.demo.invalid/','Asia/Shanghai','07951374c948e0e7439da1b98ed911ac8000bcaf16bce6915151be7dd9deb2c7','modern');
CREATE TABLE "reports" (
   "id" TEXT PRIMARY KEY,
   "portal" TEXT REFERENCES "portals"("id"),
   "document" TEXT REFERENCES "documents"("id"),
   "version" INTEGER,
   "year" INTEGER,
   "title" TEXT,
   "published_on" TEXT,
   "reader_version" INTEGER,
   "current" INTEGER
, "cut" INTEGER NOT NULL DEFAULT 0);
INSERT INTO "reports" VALUES('demo-2017','demo','dc141641b7a5f731d',842,2017,'松山新区管委会2017年政府信息公开年度报告','2018-03-09',3,1,0);
INSERT INTO "reports" VALUES('demo-2017-dc1d99ba5a9683e56','demo','dc1d99ba5a9683e56',843,2017,'松山新区管委会2017年政府信息公开年度报告','2018-06-01',3,1,0);
INSERT INTO "reports" VALUES('demo-2018','demo','d8c8bc3b394145cc9',844,2018,'松山新区管委会2018年度政府信息公开工作报告','2019-03-14',3,1,0);
CREATE TABLE "runs" (
   "id" TEXT PRIMARY KEY,
   "crawl" TEXT REFERENCES "crawls"("id"),
   "started_at" TEXT,
   "ended_at" TEXT,
   "requests" INTEGER,
   "software" TEXT
);
INSERT INTO "runs" VALUES('e12075439a2b46d4816d44ef74c9bfd3','demo-20261126T023730746Z','2026-11-26T02:37:30.762695Z','2026-11-26T02:37:47.696366Z',765,'gongkai 0.1.0, Scrapy 2.19.0, warcio 1.8.1');
INSERT INTO "runs" VALUES('a3899a8bcad14fa18c67b70d0511b2cf','demo-20261126T023804232Z','2026-11-26T02:38:04.278455Z',NULL,NULL,'gongkai 0.1.0, Scrapy 2.19.0, warcio 1.8.1');
CREATE TABLE "sightings" (
   "crawl" TEXT REFERENCES "crawls"("id"),
   "document" TEXT,
   "version" INTEGER REFERENCES "document_versions"("id"),
   "capture" TEXT REFERENCES "captures"("id"),
   PRIMARY KEY ("crawl", "document")
);
INSERT INTO "sightings" VALUES('demo-20261126T023730746Z','d0042f3df8d054aa7',769,'urn:uuid:6d14af85-d8d5-4266-b1fc-11d6057da84f');
INSERT INTO "sightings" VALUES('demo-20261126T023730746Z','dc141641b7a5f731d',842,'urn:uuid:ae3c4a04-d269-49fe-b9db-35434aefa450');
INSERT INTO "sightings" VALUES('demo-20261126T023730746Z','dc1d99ba5a9683e56',843,'urn:uuid:bcecd6e5-f991-4b1c-b774-1339108fd4c0');
INSERT INTO "sightings" VALUES('demo-20261126T023730746Z','d8c8bc3b394145cc9',844,'urn:uuid:15d6e259-495d-46dc-80f1-f465b52deeae');
INSERT INTO "sightings" VALUES('demo-20261126T023730746Z','d0f3501571ab734a9',889,'urn:uuid:3acead0b-d76f-45f1-95ec-2c9e967e64e7');
INSERT INTO "sightings" VALUES('demo-20261126T023730746Z','d8bf92592ce391817',922,'urn:uuid:ad444f2b-3b8b-491c-af7a-d28f38fbee3a');
INSERT INTO "sightings" VALUES('demo-20261126T023804232Z','d0042f3df8d054aa7',769,'urn:uuid:92083ac1-6451-4f71-80d4-d4db58893084');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX "idx_captures_url_captured_at"
    ON "captures" ("url", "captured_at");
CREATE INDEX "idx_captures_crawl_kind"
    ON "captures" ("crawl", "kind");
CREATE INDEX "idx_documents_portal_published_on"
    ON "documents" ("portal", "published_on");
CREATE INDEX "idx_documents_title_key"
    ON "documents" ("title_key");
CREATE INDEX "idx_documents_content_digest"
    ON "documents" ("content_digest");
CREATE INDEX "idx_documents_issuer"
    ON "documents" ("issuer");
CREATE INDEX "idx_documents_source"
    ON "documents" ("source");
CREATE INDEX "idx_document_versions_document_crawl"
    ON "document_versions" ("document", "crawl");
CREATE INDEX "idx_listings_document"
    ON "listings" ("document");
CREATE INDEX "idx_attachments_document"
    ON "attachments" ("document");
CREATE INDEX "idx_claims_report_number"
    ON "claims" ("report", "number");
CREATE INDEX "idx_claims_metric"
    ON "claims" ("metric");
CREATE INDEX "idx_findings_report_verdict"
    ON "findings" ("report", "verdict");
CREATE VIEW "channel_documents" AS 
        select c.portal, c.key as channel, d.id as document, d.title, d.title_key, d.published_on,
               d.published_on_other, d.date_conflict, d.state, d.url, d.content_digest, d.first_seen, d.characters
        from channels c join documents d on c.kind = 'site' and d.portal = c.site and d."import" is null
             and (c.source = '' or d.source = c.source or d.issuer = c.source)
        union all
        select c.portal, c.key, d.id, d.title, d.title_key, d.published_on,
               d.published_on_other, d.date_conflict, d.state, d.url, d.content_digest, d.first_seen, d.characters
        from channels c join documents d on c.kind = 'import' and d.portal = c.portal and d.channel = c.key
             and d."import" is not null;
CREATE VIEW "column_documents" AS 
        select distinct l."column", l.document
        from listings l join crawls w on w.id = l.crawl and w.accepted = 1;
CREATE INDEX "idx_crawl_events_crawl"
    ON "crawl_events" ("crawl");
CREATE INDEX "idx_sightings_document"
    ON "sightings" ("document");
CREATE INDEX "idx_certificates_crawl"
    ON "certificates" ("crawl");
CREATE INDEX "idx_document_parts_document"
    ON "document_parts" ("document");
CREATE INDEX "idx_decisions_report_claim"
    ON "decisions" ("report", "claim");
CREATE INDEX "idx_decisions_portal_state"
    ON "decisions" ("portal", "state");
COMMIT;
