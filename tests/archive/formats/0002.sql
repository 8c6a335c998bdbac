BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'gongkai','m0001_portals_and_crawls','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'gongkai','m0002_documents','2026-01-01 00:00:00.000000+00:00');
CREATE TABLE "attachments" (
   "document" TEXT,
   "crawl" TEXT REFERENCES "crawls"("id"),
   "url" TEXT,
   "name" TEXT,
   "capture" TEXT,
   "mime" TEXT,
   "size" INTEGER,
   "entity_digest" TEXT,
   PRIMARY KEY ("crawl", "document", "url")
);
INSERT INTO "attachments" VALUES('d0f3501571ab734a9','demo-20261123T110925515Z','http://songshan.demo.invalid/uploads/2810.pdf','综合执法局负责人谈电子商务发展管理规定','urn:uuid:ad5313d9-0747-493f-b8c3-5ef656b5ec9f','application/pdf',2861,'sha256:1a4445f84a3c3a95ae13e20c6ccf7c759fa273500d2e13fd1b582d807d1516c7');
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
CREATE TABLE "document_texts" (
   "version" INTEGER PRIMARY KEY,
   "text" TEXT,
   "layout" TEXT
);
INSERT INTO "document_texts" VALUES(769,'近日，办公室围绕“秋季道路占用挖掘网上办理说明”作出安排，要求各单位把责任落实到人。要统筹做好环境整治和汛期各项工作，确保按期完成。
各承办单位要对照要求逐项落实，并在规定时间内反馈结果。有关单位要加强配合，及时报告进展，重要情况随时上报。
下一步，办公室将继续推进道路维修，让群众得到实惠。要统筹做好招商引资和一季度各项工作，确保按期完成。
群众可到便民服务窗口咨询，也可拨打公布的电话了解卫生许可的情况。本次涉及资金32万元，由应急管理局负责监督使用。','{"paragraphs": [[0, 66], [67, 120], [121, 171], [172, 228]], "tables": []}');
INSERT INTO "document_texts" VALUES(841,'按照《中华人民共和国政府信息公开条例》和辽政办明电〔2018〕3号文件的提纲，松山新区管委会编写了2017年的公开情况报告，请公众监督。
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
INSERT INTO "document_texts" VALUES(893,'近日，人力资源和社会保障局围绕“综合执法局负责人谈校车安全实施细则”作出安排，要求各单位把责任落实到人。各承办单位要对照要求逐项落实，并在规定时间内反馈结果。
有关单位要加强配合，及时报告进展，重要情况随时上报。工作人员介绍了社区养老的进展，并就下一步工作听取意见。
有关单位要加强配合，及时报告进展，重要情况随时上报。群众可到便民服务窗口咨询，也可拨打公布的电话了解排水许可的情况。','{"paragraphs": [[0, 79], [80, 133], [134, 192]], "tables": []}');
CREATE TABLE "document_urls" (
   "url" TEXT,
   "portal" TEXT,
   "document" TEXT REFERENCES "documents"("id"),
   PRIMARY KEY ("portal", "url")
);
INSERT INTO "document_urls" VALUES('http://news.demo.invalid/201805/n4441.html','demo','d2f14d38da4593764');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/openness/zdgz/jdwj/info_2766','demo','d0f3501571ab734a9');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/service/bsfw/info_4648','demo','d0042f3df8d054aa7');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811','demo','dc141641b7a5f731d');
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
);
INSERT INTO "document_versions" VALUES(769,'d0042f3df8d054aa7','demo-20261123T110925515Z','urn:uuid:b5bc0933-2766-4b27-839a-5c1e460b148a','sha256:3aaa205eee7d52a828fae32abe27d1507da90a1a24df700062be4e526b0bf509','sha256:c8f73f183783840670781500ea5b5f06284df6b870bc1f00f90ee0baff38ebea',1,'page','秋季道路占用挖掘网上办理说明','2018-09-16','visible',NULL,0,'','经济发展局','','','首页 > 办事服务','generic');
INSERT INTO "document_versions" VALUES(841,'dc141641b7a5f731d','demo-20261123T110925515Z','urn:uuid:44fba453-0a13-4f03-b286-f2f398147b88','sha256:e186c5c88589c18f8b8dbbe7780d19a10b95b780c90c4520487cb5122861a691','sha256:8b88c8057bfbcedb5c84de31ba38e34f167ec74c29099e6f1cbb303fd7b92c6d',1,'page','松山新区管委会2017年政府信息公开年度报告','2018-03-09','visible',NULL,0,'','松山新区管委会','','','首页 > 政府信息公开年报','generic');
INSERT INTO "document_versions" VALUES(893,'d0f3501571ab734a9','demo-20261123T110925515Z','urn:uuid:a0527aea-c218-4a1b-a054-7652a969bf61','sha256:8c34654f2cd0a5b2d03b3a5b50d4289a3166a1d8be3fc947f95893d00bbd2017','sha256:d43f5cca150670b95438f0d46d2490d744bf691c750a2363246d7419f46fd9ae',1,'page','综合执法局负责人谈校车安全实施细则','2018-10-10','visible',NULL,0,'','经济发展局','','','首页 > 信息公开重点工作 > 解读文件','generic');
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
INSERT INTO "documents" VALUES('d0042f3df8d054aa7','demo','http://songshan.demo.invalid/service/bsfw/info_4648','page','own_site','秋季道路占用挖掘网上办理说明','秋季道路占用挖掘网上办理说明','2018-09-16','visible',NULL,0,'','经济发展局','','',228,'sha256:c8f73f183783840670781500ea5b5f06284df6b870bc1f00f90ee0baff38ebea',769,'urn:uuid:b5bc0933-2766-4b27-839a-5c1e460b148a','2026-11-23T11:09:48.644582Z','2026-11-23T11:09:48.644582Z',NULL);
INSERT INTO "documents" VALUES('d0f3501571ab734a9','demo','http://songshan.demo.invalid/openness/zdgz/jdwj/info_2766','page','own_site','综合执法局负责人谈校车安全实施细则','综合执法局负责人谈校车安全实施细则','2018-10-10','visible',NULL,0,'','经济发展局','','',192,'sha256:d43f5cca150670b95438f0d46d2490d744bf691c750a2363246d7419f46fd9ae',893,'urn:uuid:a0527aea-c218-4a1b-a054-7652a969bf61','2026-11-23T11:09:48.644582Z','2026-11-23T11:09:48.644582Z',NULL);
INSERT INTO "documents" VALUES('d2f14d38da4593764','demo','http://news.demo.invalid/201805/n4441.html','external','own_site','营盘村组织河道治理文艺演出','营盘村组织河道治理文艺演出','2018-05-28','list',NULL,0,'','','','',NULL,NULL,NULL,NULL,'2026-11-23T11:09:48.644582Z','2026-11-23T11:09:48.644582Z',NULL);
INSERT INTO "documents" VALUES('dc141641b7a5f731d','demo','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811','page','own_site','松山新区管委会2017年政府信息公开年度报告','松山新区管委会2017年政府信息公开年度报告','2018-03-09','visible',NULL,0,'','松山新区管委会','','',544,'sha256:8b88c8057bfbcedb5c84de31ba38e34f167ec74c29099e6f1cbb303fd7b92c6d',841,'urn:uuid:44fba453-0a13-4f03-b286-f2f398147b88','2026-11-23T11:09:48.644582Z','2026-11-23T11:09:48.644582Z',NULL);
INSERT INTO "documents" VALUES('d000eb83599767a53','demo','http://mp.weixin.demo.invalid/s/57daee28aa225759','imported','wechat','一图读懂：新城小学扩建冬季新进展','一图读懂新城小学扩建冬季新进展','2018-12-06','import',NULL,0,NULL,NULL,NULL,NULL,367,NULL,NULL,NULL,'2026-11-23T11:09:50.393375Z','2026-11-23T11:09:50.393375Z','demo-wechat-1e12913ce658');
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
);
INSERT INTO "imports" VALUES('demo-wechat-1e12913ce658','demo','wechat','demo-wechat.csv','1e12913ce658e223397b6d2bba4e17e52a75eff3434def06b79f73905c65ae63','2026-11-23T11:09:50.393375Z',782,'2018-01-02','2018-12-31');
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
   "capture" TEXT,
   PRIMARY KEY ("crawl", "column", "url")
);
INSERT INTO "listings" VALUES('demo-20261123T110925515Z','demo/interpretations',7,'综合执法局负责人谈校车安全实施细则','2018-10-10','http://songshan.demo.invalid/openness/zdgz/jdwj/info_2766','d0f3501571ab734a9','page','http://songshan.demo.invalid/openness/zdgz/jdwj','urn:uuid:9d314e3b-1b43-4948-ae8a-ad3a417e333c');
INSERT INTO "listings" VALUES('demo-20261123T110925515Z','demo/reports',2,'松山新区管委会2017年政府信息公开年度报告','2018-03-09','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811','dc141641b7a5f731d','page','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','urn:uuid:efc21401-9595-4c4b-a61e-89fc27caa6c2');
INSERT INTO "listings" VALUES('demo-20261123T110925515Z','demo/services',11,'秋季道路占用挖掘网上办理说明','2018-09-16','http://songshan.demo.invalid/service/bsfw/info_4648','d0042f3df8d054aa7','page','http://songshan.demo.invalid/service/bsfw?page=2','urn:uuid:388dd0c9-fab7-4a0d-9283-3ffc4605f212');
INSERT INTO "listings" VALUES('demo-20261123T110925515Z','demo/grassroots',10,'营盘村组织河道治理文艺演出','2018-05-28','http://news.demo.invalid/201805/n4441.html','d2f14d38da4593764','external','http://songshan.demo.invalid/news/jcdt?page=7','urn:uuid:07287139-deed-4b75-a13f-0a2104d95182');
INSERT INTO "listings" VALUES('demo-20261123T110925515Z','demo/key_areas',7,'秋季道路占用挖掘网上办理说明','2018-09-16','http://songshan.demo.invalid/service/bsfw/info_4648','d0042f3df8d054aa7','page','http://songshan.demo.invalid/openness/zdly?page=5','urn:uuid:cb3abf64-d661-469a-9bee-38584a604e90');
INSERT INTO "listings" VALUES('demo-20261123T111000478Z','demo/interpretations',7,'综合执法局负责人谈校车安全实施细则','2018-10-10','http://songshan.demo.invalid/openness/zdgz/jdwj/info_2766','d0f3501571ab734a9','page','http://songshan.demo.invalid/openness/zdgz/jdwj','urn:uuid:3919e476-0e17-4bf7-8d07-a3a0b5945f8e');
INSERT INTO "listings" VALUES('demo-20261123T111000478Z','demo/reports',2,'松山新区管委会2017年政府信息公开年度报告','2018-03-09','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4811','dc141641b7a5f731d','page','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','urn:uuid:fe721433-04ec-41a6-8f71-b4fbdae8214f');
INSERT INTO "listings" VALUES('demo-20261123T111000478Z','demo/services',11,'秋季道路占用挖掘网上办理说明','2018-09-16','http://songshan.demo.invalid/service/bsfw/info_4648','d0042f3df8d054aa7','page','http://songshan.demo.invalid/service/bsfw?page=2','urn:uuid:553a3739-eb17-4dfd-acde-0398e05f542b');
INSERT INTO "listings" VALUES('demo-20261123T111000478Z','demo/grassroots',10,'营盘村组织河道治理文艺演出','2018-05-28','http://news.demo.invalid/201805/n4441.html','d2f14d38da4593764','external','http://songshan.demo.invalid/news/jcdt?page=7','urn:uuid:02024b56-5bc8-4c8e-8624-69767f344d62');
INSERT INTO "listings" VALUES('demo-20261123T111000478Z','demo/key_areas',7,'秋季道路占用挖掘网上办理说明','2018-09-16','http://songshan.demo.invalid/service/bsfw/info_4648','d0042f3df8d054aa7','page','http://songshan.demo.invalid/openness/zdly?page=5','urn:uuid:12d062c3-9e08-430d-90fb-df8bd96c0cb8');
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
COMMIT;
