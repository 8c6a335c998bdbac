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
INSERT INTO "_sqlite_migrations" VALUES(12,'gongkai','m0012_year_notes','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(13,'gongkai','m0013_relations_between_years','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(14,'gongkai','m0014_printed_days','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(15,'gongkai','m0015_indexes_of_verification','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(16,'gongkai','m0016_subtotals_and_unread','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(17,'gongkai','m0017_second_sources','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(18,'gongkai','m0018_places_of_documents','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(19,'gongkai','m0019_remarks','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(20,'gongkai','m0020_withheld','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(21,'gongkai','m0021_purged','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(22,'gongkai','m0022_watch','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(23,'gongkai','m0023_series','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(24,'gongkai','m0024_timeliness_and_twins','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(25,'gongkai','m0025_checklist','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(26,'gongkai','m0026_promises','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(27,'gongkai','m0027_past','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(28,'gongkai','m0028_imported_archives','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(29,'gongkai','m0029_indexes_of_a_night','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(30,'gongkai','m0030_listings_once','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(31,'gongkai','m0031_listings_by_their_pages','2026-01-01 00:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(32,'gongkai','m0032_characters_of_versions','2026-01-01 00:00:00.000000+00:00');
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
INSERT INTO "attachments" VALUES('d1599b34a3401725d','demo-20261127T163736234Z','http://songshan.demo.invalid/uploads/33470.pdf','附件：二季度数据中心项目质量监督记录.pdf','urn:uuid:1cf73129-f5e3-4919-b462-37fd387a4b74','application/pdf',3071,'sha256:333058e7fa53b246a90e006c58bfde22d2e2c384744143618f8aa8ea097db776','attachment','d02356092634402ae');
INSERT INTO "attachments" VALUES('d1599b34a3401725d','demo-20261127T163754175Z','http://songshan.demo.invalid/uploads/33470.pdf','附件：二季度数据中心项目质量监督记录.pdf','urn:uuid:2d61cf98-bcf0-4668-9018-145bdf6eeba7','application/pdf',3071,'sha256:333058e7fa53b246a90e006c58bfde22d2e2c384744143618f8aa8ea097db776','attachment','d02356092634402ae');
INSERT INTO "attachments" VALUES('d1599b34a3401725d','demo-20261127T163804150Z','http://songshan.demo.invalid/uploads/33470.pdf','附件：二季度数据中心项目质量监督记录.pdf',NULL,NULL,NULL,NULL,'attachment','d02356092634402ae');
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
, "revisit_of" TEXT, "etag" TEXT, "last_modified" TEXT, "archived_at" TEXT, "web_archive" TEXT);
INSERT INTO "captures" VALUES('urn:uuid:bb94190c-8fc2-42cb-bda9-2637f3b37fca','demo-20261127T163736234Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','http://127.0.0.1:39913/openness/zfxxgk/zfxxgknb','GET','2026-11-27T16:37:36.490447Z',200,'text/html','sha256:93c832a751488f250dc46b900afa5b38cddbe44646cc65b8ae6631a3930bb925',2526,'demo-20261127T163736234Z-00000.warc.gz',26440,1429,'list',NULL,'"93c832a751488f250dc4"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:a5995a37-ae0f-4bf1-b297-17945087ab84','demo-20261127T163736234Z','http://songshan.demo.invalid/service/bsfw?page=2','http://127.0.0.1:39913/service/bsfw?page=2','GET','2026-11-27T16:37:36.545111Z',200,'text/html','sha256:e9b33acf58c4f3440ea640ea3407cea62c81bd87395dadfdba26da879db42d95',4044,'demo-20261127T163736234Z-00000.warc.gz',39724,1840,'list',NULL,'"e9b33acf58c4f3440ea6"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:c3c49dd6-ded3-4678-b05a-abce35cd43f4','demo-20261127T163736234Z','http://songshan.demo.invalid/news/dzyw?page=4','http://127.0.0.1:39913/news/dzyw?page=4','GET','2026-11-27T16:37:36.694610Z',200,'text/html','sha256:0f33c7c0a362cd6e77a8496f65f97f4967f48df661bc13bb67ecdfd0fed6bbef',4579,'demo-20261127T163736234Z-00000.warc.gz',75281,2094,'list',NULL,'"0f33c7c0a362cd6e77a8"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:bc1fd90d-d1f2-42b9-bb78-8c090bed56fe','demo-20261127T163736234Z','http://songshan.demo.invalid/openness/zdly?page=2','http://127.0.0.1:39913/openness/zdly?page=2','GET','2026-11-27T16:37:36.787257Z',200,'text/html','sha256:bfa35c110bdfb75f238ad4a1243e67cb5d26f856395f89bfce995e01b3c0c76a',4615,'demo-20261127T163736234Z-00000.warc.gz',96308,2093,'list',NULL,'"bfa35c110bdfb75f238a"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:03a3a64a-eb6e-412b-b952-fe9bbffd4229','demo-20261127T163736234Z','http://songshan.demo.invalid/openness/zdly?page=5','http://127.0.0.1:39913/openness/zdly?page=5','GET','2026-11-27T16:37:36.852105Z',200,'text/html','sha256:6277def9bc03ecbb2e890b4613c52f758f46a5ce628a5b92a77c986d0c1dd672',4625,'demo-20261127T163736234Z-00000.warc.gz',111563,2167,'list',NULL,'"6277def9bc03ecbb2e89"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:e9c73bbb-c493-40ec-8320-c7e5185e0687','demo-20261127T163736234Z','http://songshan.demo.invalid/openness/zdly/info_3347','http://127.0.0.1:39913/openness/zdly/info_3347','GET','2026-11-27T16:37:37.793649Z',200,'text/html','sha256:2c73db0286a8428da4170e3b37487bb6203c3905d4e0aa5f24220cd9dc1dc2b4',3221,'demo-20261127T163736234Z-00000.warc.gz',512070,2049,'document',NULL,'"2c73db0286a8428da417"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:9e90ae7b-2b0b-4628-aafb-1f7aa2097929','demo-20261127T163736234Z','http://songshan.demo.invalid/service/bsfw/info_4648','http://127.0.0.1:39913/service/bsfw/info_4648','GET','2026-11-27T16:37:40.095486Z',200,'text/html','sha256:b3d03b393684aba886efadc993231b5ac638797857183195e12aaa7e4a323d04',2619,'demo-20261127T163736234Z-00000.warc.gz',1488738,1804,'document',NULL,'"b3d03b393684aba886ef"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:2316bc3d-fe99-4b6e-a7a4-54a66225fa57','demo-20261127T163736234Z','http://songshan.demo.invalid/service/bsfw/info_4648_2','http://127.0.0.1:39913/service/bsfw/info_4648_2','GET','2026-11-27T16:37:40.106417Z',200,'text/html','sha256:0173609e1a4e5e27517140197e2d255b3c80de1a9682d223592d3df23f5d3bb5',2384,'demo-20261127T163736234Z-00000.warc.gz',1493359,1658,'document',NULL,'"0173609e1a4e5e275171"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:8302ad5c-1caa-478b-aa02-67c0775265a3','demo-20261127T163736234Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4823','http://127.0.0.1:39913/openness/zfxxgk/zfxxgknb/info_4823','GET','2026-11-27T16:37:40.506337Z',200,'text/html','sha256:92d7aa8c9d8deff6f24487c35bee9d5e4c350f29897f46b94e3db1e66926846b',4142,'demo-20261127T163736234Z-00000.warc.gz',1657189,2344,'document',NULL,'"92d7aa8c9d8deff6f244"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:c05ca152-7d6e-47a6-9f5c-350781078a01','demo-20261127T163736234Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4823_copy','http://127.0.0.1:39913/openness/zfxxgk/zfxxgknb/info_4823_copy','GET','2026-11-27T16:37:40.511594Z',200,'text/html','sha256:098460ea9219588b0bff5fa7a049a876be02aee57ce50c62c8144ccc1af7a59a',4142,'demo-20261127T163736234Z-00000.warc.gz',1660090,2350,'document',NULL,'"098460ea9219588b0bff"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:3b1696c6-3df1-49fa-ae87-415ae39a020a','demo-20261127T163736234Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4826','http://127.0.0.1:39913/openness/zfxxgk/zfxxgknb/info_4826','GET','2026-11-27T16:37:40.516603Z',200,'text/html','sha256:b29b9adb433845ca2a2f71fdfcf76b2e63be5d54b5da9562f89357ec940cea38',6265,'demo-20261127T163736234Z-00000.warc.gz',1663000,3257,'document',NULL,'"b29b9adb433845ca2a2f"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:1cf73129-f5e3-4919-b462-37fd387a4b74','demo-20261127T163736234Z','http://songshan.demo.invalid/uploads/33470.pdf','http://127.0.0.1:39913/uploads/33470.pdf','GET','2026-11-27T16:37:41.629945Z',200,'application/pdf','sha256:333058e7fa53b246a90e006c58bfde22d2e2c384744143618f8aa8ea097db776',3071,'demo-20261127T163736234Z-00000.warc.gz',1907655,2369,'file',NULL,'"333058e7fa53b246a90e"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:00899728-0e01-4088-9f9c-a07fab7650dc','demo-20261127T163754175Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','http://127.0.0.1:39913/openness/zfxxgk/zfxxgknb','GET','2026-11-27T16:37:54.377779Z',200,'text/html','sha256:93c832a751488f250dc46b900afa5b38cddbe44646cc65b8ae6631a3930bb925',2526,'demo-20261127T163754175Z-00000.warc.gz',15773,658,'list','urn:uuid:bb94190c-8fc2-42cb-bda9-2637f3b37fca','"93c832a751488f250dc4"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:29a9467e-6f8e-42aa-8e6d-0b0238196bb4','demo-20261127T163754175Z','http://songshan.demo.invalid/service/bsfw?page=2','http://127.0.0.1:39913/service/bsfw?page=2','GET','2026-11-27T16:37:54.423462Z',200,'text/html','sha256:e9b33acf58c4f3440ea640ea3407cea62c81bd87395dadfdba26da879db42d95',4044,'demo-20261127T163754175Z-00000.warc.gz',22925,643,'list','urn:uuid:a5995a37-ae0f-4bf1-b297-17945087ab84','"e9b33acf58c4f3440ea6"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:ad0d0d12-08b5-4748-8d81-c182521ee1e6','demo-20261127T163754175Z','http://songshan.demo.invalid/news/dzyw?page=4','http://127.0.0.1:39913/news/dzyw?page=4','GET','2026-11-27T16:37:54.551915Z',200,'text/html','sha256:0f33c7c0a362cd6e77a8496f65f97f4967f48df661bc13bb67ecdfd0fed6bbef',4579,'demo-20261127T163754175Z-00000.warc.gz',39698,657,'list','urn:uuid:c3c49dd6-ded3-4678-b05a-abce35cd43f4','"0f33c7c0a362cd6e77a8"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:ff3160eb-01ad-4938-b7a2-a35487014d84','demo-20261127T163754175Z','http://songshan.demo.invalid/openness/zdly?page=2','http://127.0.0.1:39913/openness/zdly?page=2','GET','2026-11-27T16:37:54.629728Z',200,'text/html','sha256:bfa35c110bdfb75f238ad4a1243e67cb5d26f856395f89bfce995e01b3c0c76a',4615,'demo-20261127T163754175Z-00000.warc.gz',49306,661,'list','urn:uuid:bc1fd90d-d1f2-42b9-bb78-8c090bed56fe','"bfa35c110bdfb75f238a"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:42fe321a-9eef-491c-9ddb-b7c6aa541755','demo-20261127T163754175Z','http://songshan.demo.invalid/openness/zdly?page=5','http://127.0.0.1:39913/openness/zdly?page=5','GET','2026-11-27T16:37:54.683521Z',200,'text/html','sha256:6277def9bc03ecbb2e890b4613c52f758f46a5ce628a5b92a77c986d0c1dd672',4625,'demo-20261127T163754175Z-00000.warc.gz',56585,654,'list','urn:uuid:03a3a64a-eb6e-412b-b952-fe9bbffd4229','"6277def9bc03ecbb2e89"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:a529747c-73d8-4d5b-b251-c2508a639d6b','demo-20261127T163754175Z','http://songshan.demo.invalid/openness/zdly/info_3347','http://127.0.0.1:39913/openness/zdly/info_3347','GET','2026-11-27T16:37:55.606481Z',200,'text/html','sha256:2c73db0286a8428da4170e3b37487bb6203c3905d4e0aa5f24220cd9dc1dc2b4',3221,'demo-20261127T163754175Z-00000.warc.gz',256021,664,'document','urn:uuid:e9c73bbb-c493-40ec-8320-c7e5185e0687','"2c73db0286a8428da417"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:ba08bf9a-0478-4080-b7c5-bd2587c99833','demo-20261127T163754175Z','http://songshan.demo.invalid/service/bsfw/info_4648','http://127.0.0.1:39913/service/bsfw/info_4648','GET','2026-11-27T16:37:57.824235Z',200,'text/html','sha256:4de9aada839069893d3a7905c63bc7fcc47045c2a5b4e5064e6833bf4c3cead4',2636,'demo-20261127T163754175Z-00000.warc.gz',745726,1790,'document',NULL,'"4de9aada839069893d3a"','Fri, 27 Nov 2026 16:37:52 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:0c3e74b3-7024-4789-941e-9b547f5fd521','demo-20261127T163754175Z','http://songshan.demo.invalid/service/bsfw/info_4648_2','http://127.0.0.1:39913/service/bsfw/info_4648_2','GET','2026-11-27T16:37:57.835880Z',200,'text/html','sha256:0173609e1a4e5e27517140197e2d255b3c80de1a9682d223592d3df23f5d3bb5',2384,'demo-20261127T163754175Z-00000.warc.gz',749276,649,'document','urn:uuid:2316bc3d-fe99-4b6e-a7a4-54a66225fa57','"0173609e1a4e5e275171"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:fd18368f-082b-4b7a-9806-74ffec54a450','demo-20261127T163754175Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4823','http://127.0.0.1:39913/openness/zfxxgk/zfxxgknb/info_4823','GET','2026-11-27T16:37:58.211361Z',200,'text/html','sha256:92d7aa8c9d8deff6f24487c35bee9d5e4c350f29897f46b94e3db1e66926846b',4142,'demo-20261127T163754175Z-00000.warc.gz',832546,672,'document','urn:uuid:8302ad5c-1caa-478b-aa02-67c0775265a3','"92d7aa8c9d8deff6f244"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:8370c21d-867c-4eac-9603-e488e68f4d24','demo-20261127T163754175Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4823_copy','http://127.0.0.1:39913/openness/zfxxgk/zfxxgknb/info_4823_copy','GET','2026-11-27T16:37:58.216881Z',200,'text/html','sha256:098460ea9219588b0bff5fa7a049a876be02aee57ce50c62c8144ccc1af7a59a',4142,'demo-20261127T163754175Z-00000.warc.gz',833775,672,'document','urn:uuid:c05ca152-7d6e-47a6-9f5c-350781078a01','"098460ea9219588b0bff"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:24288ead-7a0a-4de8-8637-2ede14003d96','demo-20261127T163754175Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4826','http://127.0.0.1:39913/openness/zfxxgk/zfxxgknb/info_4826','GET','2026-11-27T16:37:58.222318Z',200,'text/html','sha256:b29b9adb433845ca2a2f71fdfcf76b2e63be5d54b5da9562f89357ec940cea38',6265,'demo-20261127T163754175Z-00000.warc.gz',835006,669,'document','urn:uuid:3b1696c6-3df1-49fa-ae87-415ae39a020a','"b29b9adb433845ca2a2f"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:2d61cf98-bcf0-4668-9018-145bdf6eeba7','demo-20261127T163754175Z','http://songshan.demo.invalid/uploads/33470.pdf','http://127.0.0.1:39913/uploads/33470.pdf','GET','2026-11-27T16:37:59.359527Z',200,'application/pdf','sha256:333058e7fa53b246a90e006c58bfde22d2e2c384744143618f8aa8ea097db776',3071,'demo-20261127T163754175Z-00000.warc.gz',920615,635,'file','urn:uuid:1cf73129-f5e3-4919-b462-37fd387a4b74','"333058e7fa53b246a90e"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:087d6fa0-6f28-4128-9db2-5e3c30948fe2','demo-20261127T163804150Z','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','http://127.0.0.1:39913/openness/zfxxgk/zfxxgknb','GET','2026-11-27T16:38:04.386262Z',200,'text/html','sha256:93c832a751488f250dc46b900afa5b38cddbe44646cc65b8ae6631a3930bb925',2526,'demo-20261127T163804150Z-00000.warc.gz',15796,661,'list','urn:uuid:bb94190c-8fc2-42cb-bda9-2637f3b37fca','"93c832a751488f250dc4"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:b9dc32cf-ce77-4fb3-9363-18c89d8e92c4','demo-20261127T163804150Z','http://songshan.demo.invalid/service/bsfw?page=2','http://127.0.0.1:39913/service/bsfw?page=2','GET','2026-11-27T16:38:04.435138Z',200,'text/html','sha256:e9b33acf58c4f3440ea640ea3407cea62c81bd87395dadfdba26da879db42d95',4044,'demo-20261127T163804150Z-00000.warc.gz',22960,646,'list','urn:uuid:a5995a37-ae0f-4bf1-b297-17945087ab84','"e9b33acf58c4f3440ea6"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:e3f42ac1-48c3-49fe-b7dd-fcaabff501b4','demo-20261127T163804150Z','http://songshan.demo.invalid/news/dzyw?page=4','http://127.0.0.1:39913/news/dzyw?page=4','GET','2026-11-27T16:38:04.567637Z',200,'text/html','sha256:0f33c7c0a362cd6e77a8496f65f97f4967f48df661bc13bb67ecdfd0fed6bbef',4579,'demo-20261127T163804150Z-00000.warc.gz',39759,660,'list','urn:uuid:c3c49dd6-ded3-4678-b05a-abce35cd43f4','"0f33c7c0a362cd6e77a8"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:32ed677a-8183-417a-a5f6-89d97aa40ad5','demo-20261127T163804150Z','http://songshan.demo.invalid/openness/zdly?page=2','http://127.0.0.1:39913/openness/zdly?page=2','GET','2026-11-27T16:38:04.651554Z',200,'text/html','sha256:bfa35c110bdfb75f238ad4a1243e67cb5d26f856395f89bfce995e01b3c0c76a',4615,'demo-20261127T163804150Z-00000.warc.gz',49394,662,'list','urn:uuid:bc1fd90d-d1f2-42b9-bb78-8c090bed56fe','"bfa35c110bdfb75f238a"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:8eee2e12-5c75-4c9c-9190-f784bad5b8a9','demo-20261127T163804150Z','http://songshan.demo.invalid/openness/zdly?page=5','http://127.0.0.1:39913/openness/zdly?page=5','GET','2026-11-27T16:38:04.711771Z',200,'text/html','sha256:6277def9bc03ecbb2e890b4613c52f758f46a5ce628a5b92a77c986d0c1dd672',4625,'demo-20261127T163804150Z-00000.warc.gz',56682,659,'list','urn:uuid:03a3a64a-eb6e-412b-b952-fe9bbffd4229','"6277def9bc03ecbb2e89"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:30374892-bd9a-4fee-8803-03d8314f9187','demo-20261127T163804150Z','http://songshan.demo.invalid/openness/zdly/info_3347','http://127.0.0.1:39913/openness/zdly/info_3347','GET','2026-11-27T16:38:05.648446Z',200,'text/html','sha256:2c73db0286a8428da4170e3b37487bb6203c3905d4e0aa5f24220cd9dc1dc2b4',3221,'demo-20261127T163804150Z-00000.warc.gz',255515,662,'document','urn:uuid:e9c73bbb-c493-40ec-8320-c7e5185e0687','"2c73db0286a8428da417"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:5561c49c-c3e2-4bdc-8a0d-6172554c7c6f','demo-20261127T163804150Z','http://songshan.demo.invalid/service/bsfw/info_4648','http://127.0.0.1:39913/service/bsfw/info_4648','GET','2026-11-27T16:38:07.876431Z',200,'text/html','sha256:4de9aada839069893d3a7905c63bc7fcc47045c2a5b4e5064e6833bf4c3cead4',2636,'demo-20261127T163804150Z-00000.warc.gz',746356,634,'document','urn:uuid:ba08bf9a-0478-4080-b7c5-bd2587c99833','"4de9aada839069893d3a"','Fri, 27 Nov 2026 16:37:52 GMT',NULL,NULL);
INSERT INTO "captures" VALUES('urn:uuid:e3257717-cf6b-4cf4-998a-7af873f7828f','demo-20261127T163804150Z','http://songshan.demo.invalid/service/bsfw/info_4648_2','http://127.0.0.1:39913/service/bsfw/info_4648_2','GET','2026-11-27T16:38:07.888129Z',200,'text/html','sha256:0173609e1a4e5e27517140197e2d255b3c80de1a9682d223592d3df23f5d3bb5',2384,'demo-20261127T163804150Z-00000.warc.gz',748752,653,'document','urn:uuid:2316bc3d-fe99-4b6e-a7a4-54a66225fa57','"0173609e1a4e5e275171"','Mon, 01 Jun 2020 08:00:00 GMT',NULL,NULL);
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
INSERT INTO "certificates" VALUES('c890c5c2375af698a','demo-20261127T163736234Z','https://songshan.demo.invalid','0000000000000000000000000000000000000000000000000000000000000000','self-signed','CN=songshan.demo.invalid','CN=songshan.demo.invalid','2018-01-01','2028-01-01','certifi');
CREATE TABLE "changes" (
   "id" TEXT PRIMARY KEY,
   "portal" TEXT REFERENCES "portals"("id"),
   "crawl" TEXT REFERENCES "crawls"("id"),
   "previous" TEXT,
   "seen_at" TEXT,
   "kind" TEXT,
   "document" TEXT,
   "column" TEXT,
   "url" TEXT,
   "title" TEXT,
   "before" TEXT,
   "after" TEXT,
   "before_version" INTEGER,
   "after_version" INTEGER,
   "part" TEXT,
   "days" INTEGER,
   "lacked_by" TEXT,
   "missing_since" TEXT,
   "repost_of" TEXT,
   "documents" INTEGER
);
INSERT INTO "changes" VALUES('demo-aaf1ea437cc3755b','demo','demo-20261127T163754175Z','demo-20261127T163736234Z','2026-11-27T16:37:54.175747Z','edited','d0042f3df8d054aa7','demo/key_areas','http://songshan.demo.invalid/service/bsfw/info_4648','社会事业局动物防疫条件审查预约办法',NULL,NULL,773,923,'text',NULL,NULL,NULL,NULL,NULL);
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
CREATE TABLE "checklist" (
   "as_of" TEXT REFERENCES "crawls"("id"),
   "duty" TEXT,
   "portal" TEXT REFERENCES "portals"("id"),
   "number" INTEGER,
   "title_zh" TEXT,
   "title_en" TEXT,
   "act" TEXT,
   "article" TEXT,
   "state" TEXT,
   "documents" INTEGER,
   "newest_on" TEXT,
   "newest" TEXT,
   "undated" INTEGER,
   "every" INTEGER,
   "columns" TEXT,
   "note" TEXT,
   "sql" TEXT,
   "current" INTEGER,
   PRIMARY KEY ("as_of", "duty")
);
INSERT INTO "checklist" VALUES('demo-20261127T163736234Z','guide','demo',1,'政府信息公开指南','guide to disclosure','《政府信息公开条例》（国务院令第711号）','12','stale',1,'2017-05-12','dc1b27c953129ecb9',0,NULL,'[]','[{"key": "older_law", "newest": "2017-05-12", "renewed": "2019-05-15"}]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (instr(d.title_key, ''信息公开指南'') > 0
  or d.id in (
  select a.document
  from crawls w
  join attachments a on a.crawl = w.id and (instr(a.name, ''信息公开指南'') > 0)
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',0);
INSERT INTO "checklist" VALUES('demo-20261127T163736234Z','catalogue','demo',2,'政府信息公开目录','catalogue of disclosed information','《政府信息公开条例》（国务院令第711号）','12','stale',1,'2018-05-10','d63bb69cab2072521',0,NULL,'[]','[{"key": "older_law", "newest": "2018-05-10", "renewed": "2019-05-15"}]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (instr(d.title_key, ''信息公开目录'') > 0
  or d.id in (
  select a.document
  from crawls w
  join attachments a on a.crawl = w.id and (instr(a.name, ''信息公开目录'') > 0)
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',0);
INSERT INTO "checklist" VALUES('demo-20261127T163736234Z','reports','demo',3,'政府信息公开工作年度报告','yearly reports on disclosure','《政府信息公开条例》（国务院令第711号）','49–50','dead',4,'2020-03-20','da85dd2394d438250',0,456,'["政府信息公开年报"]','[{"key": "older_than_asked", "newest": "2020-03-20", "day": "2026-11-28", "days": 2444, "every": 456}]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (d.id in (
  select l.document
  from crawls w
  join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/reports"]''))
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',0);
INSERT INTO "checklist" VALUES('demo-20261127T163736234Z','rules','demo',4,'政府信息公开制度','rules of disclosure','《政府信息公开条例》（国务院令第711号）','4','there',5,'2019-06-20','d1d51fb81dcdcbad2',0,NULL,'["政府信息公开制度"]','[]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (d.id in (
  select l.document
  from crawls w
  join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/rules"]''))
  where w.portal = ''demo'' and w.accepted = 1)
  or instr(d.title_key, ''信息公开制度'') > 0 or instr(d.title_key, ''信息公开工作制度'') > 0
  or d.id in (
  select a.document
  from crawls w
  join attachments a on a.crawl = w.id and (instr(a.name, ''信息公开制度'') > 0 or instr(a.name, ''信息公开工作制度'') > 0)
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',0);
INSERT INTO "checklist" VALUES('demo-20261127T163736234Z','requests','demo',5,'依申请公开','disclosure on request','《政府信息公开条例》（国务院令第711号）','27–29','there',1,'2018-06-15','d16351cebd4df6b86',0,NULL,'[]','[]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (instr(d.title_key, ''依申请公开'') > 0
  or d.id in (
  select a.document
  from crawls w
  join attachments a on a.crawl = w.id and (instr(a.name, ''依申请公开'') > 0)
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',0);
INSERT INTO "checklist" VALUES('demo-20261127T163736234Z','normative','demo',6,'规范性文件','normative documents','《政府信息公开条例》（国务院令第711号）','20(1)','dead',6,'2019-03-30','d325e34ff3d53896a',0,183,'["规范性文件"]','[{"key": "older_than_asked", "newest": "2019-03-30", "day": "2026-11-28", "days": 2800, "every": 183}, {"key": "validity", "marked": 0, "unmarked": 6}]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (d.id in (
  select l.document
  from crawls w
  join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/normative"]''))
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',0);
INSERT INTO "checklist" VALUES('demo-20261127T163754175Z','guide','demo',1,'政府信息公开指南','guide to disclosure','《政府信息公开条例》（国务院令第711号）','12','stale',1,'2017-05-12','dc1b27c953129ecb9',0,NULL,'[]','[{"key": "older_law", "newest": "2017-05-12", "renewed": "2019-05-15"}]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (instr(d.title_key, ''信息公开指南'') > 0
  or d.id in (
  select a.document
  from crawls w
  join attachments a on a.crawl = w.id and (instr(a.name, ''信息公开指南'') > 0)
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',1);
INSERT INTO "checklist" VALUES('demo-20261127T163754175Z','catalogue','demo',2,'政府信息公开目录','catalogue of disclosed information','《政府信息公开条例》（国务院令第711号）','12','stale',1,'2018-05-10','d63bb69cab2072521',0,NULL,'[]','[{"key": "older_law", "newest": "2018-05-10", "renewed": "2019-05-15"}]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (instr(d.title_key, ''信息公开目录'') > 0
  or d.id in (
  select a.document
  from crawls w
  join attachments a on a.crawl = w.id and (instr(a.name, ''信息公开目录'') > 0)
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',1);
INSERT INTO "checklist" VALUES('demo-20261127T163754175Z','reports','demo',3,'政府信息公开工作年度报告','yearly reports on disclosure','《政府信息公开条例》（国务院令第711号）','49–50','dead',4,'2020-03-20','da85dd2394d438250',0,456,'["政府信息公开年报"]','[{"key": "older_than_asked", "newest": "2020-03-20", "day": "2026-11-28", "days": 2444, "every": 456}]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (d.id in (
  select l.document
  from crawls w
  join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/reports"]''))
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',1);
INSERT INTO "checklist" VALUES('demo-20261127T163754175Z','rules','demo',4,'政府信息公开制度','rules of disclosure','《政府信息公开条例》（国务院令第711号）','4','there',5,'2019-06-20','d1d51fb81dcdcbad2',0,NULL,'["政府信息公开制度"]','[]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (d.id in (
  select l.document
  from crawls w
  join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/rules"]''))
  where w.portal = ''demo'' and w.accepted = 1)
  or instr(d.title_key, ''信息公开制度'') > 0 or instr(d.title_key, ''信息公开工作制度'') > 0
  or d.id in (
  select a.document
  from crawls w
  join attachments a on a.crawl = w.id and (instr(a.name, ''信息公开制度'') > 0 or instr(a.name, ''信息公开工作制度'') > 0)
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',1);
INSERT INTO "checklist" VALUES('demo-20261127T163754175Z','requests','demo',5,'依申请公开','disclosure on request','《政府信息公开条例》（国务院令第711号）','27–29','there',1,'2018-06-15','d16351cebd4df6b86',0,NULL,'[]','[]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (instr(d.title_key, ''依申请公开'') > 0
  or d.id in (
  select a.document
  from crawls w
  join attachments a on a.crawl = w.id and (instr(a.name, ''依申请公开'') > 0)
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',1);
INSERT INTO "checklist" VALUES('demo-20261127T163754175Z','normative','demo',6,'规范性文件','normative documents','《政府信息公开条例》（国务院令第711号）','20(1)','dead',6,'2019-03-30','d325e34ff3d53896a',0,183,'["规范性文件"]','[{"key": "older_than_asked", "newest": "2019-03-30", "day": "2026-11-28", "days": 2800, "every": 183}, {"key": "validity", "marked": 0, "unmarked": 6}]','select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = ''demo'' and d."import" is null and d.gone_since is null and (d.id in (
  select l.document
  from crawls w
  join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/normative"]''))
  where w.portal = ''demo'' and w.accepted = 1))
order by d.published_on, d.id',1);
CREATE TABLE "cited_numbers" (
   "series" TEXT REFERENCES "series"("id"),
   "serial" INTEGER,
   "document" TEXT REFERENCES "documents"("id"),
   "number" TEXT,
   "found" INTEGER,
   "quote" TEXT,
   PRIMARY KEY ("series", "serial", "document")
);
INSERT INTO "cited_numbers" VALUES('demo-3e19f9c0e3a745fc',6,'dd282afb4ac3d0c2d','锦松管办发〔2018〕6号',0,'政府信息公开条例》编写，体例遵循锦政办明电〔2019〕4号和锦松管办发〔2018〕6号文件，反映2018年全年情况，欢迎查阅和监督。 一、组织领导');
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
INSERT INTO "claims" VALUES('demo-2017-d6ea4726e82cf9d01.1','demo-2017-d6ea4726e82cf9d01',1,'existence','《松山新区政府信息公开指南》',110,124,NULL,'','exact',0.0,'document:松山新区政府信息公开指南','《松山新区政府信息公开指南》',NULL,NULL,NULL,'一、基本情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017-d6ea4726e82cf9d01.2','demo-2017-d6ea4726e82cf9d01',2,'count','发放宣传材料2000余份',162,174,2000.0,'份','at_least',0.5,'leaflets','发放宣传材料',NULL,NULL,NULL,'一、基本情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017-d6ea4726e82cf9d01.3','demo-2017-d6ea4726e82cf9d01',3,'count','松山新区主动公开政府信息125条',191,207,125.0,'条','exact',0.5,'proactive_total','松山新区主动公开政府信息',NULL,NULL,NULL,'二、主动公开情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017-d6ea4726e82cf9d01.7','demo-2017-d6ea4726e82cf9d01',7,'count','在各查阅点发布信息21条',262,274,21.0,'条','exact',0.5,'proactive_other[查阅点]','在各查阅点发布信息',NULL,'reading_points',NULL,'二、主动公开情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2017-d6ea4726e82cf9d01.8','demo-2017-d6ea4726e82cf9d01',8,'count','管委会网站“信息公开重点工作”栏目公开政府文件5份',276,301,5.0,'份','exact',0.5,'documents_published','管委会网站“信息公开重点工作”栏目公开政府文件',NULL,'own_site','信息公开重点工作','二、主动公开情况',0,NULL);
INSERT INTO "claims" VALUES('demo-2018.1','demo-2018',1,'count','年内购置了1台电脑',151,160,1.0,'台','exact',0.5,'equipment','年内购置了',NULL,NULL,NULL,'一、组织领导',0,NULL);
INSERT INTO "claims" VALUES('demo-2018.2','demo-2018',2,'existence','《松山新区政府信息公开指南》',183,197,NULL,'','exact',0.0,'document:松山新区政府信息公开指南','《松山新区政府信息公开指南》',NULL,NULL,NULL,'二、制度建设',0,NULL);
INSERT INTO "claims" VALUES('demo-2018.3','demo-2018',3,'existence','《松山新区政府信息公开目录》',198,212,NULL,'','exact',0.0,'document:松山新区政府信息公开目录','《松山新区政府信息公开目录》',NULL,NULL,NULL,'二、制度建设',0,NULL);
INSERT INTO "claims" VALUES('demo-2018.7','demo-2018',7,'existence','《松山新区政府信息公开责任追究办法（试行）》',285,307,NULL,'','exact',0.0,'document:松山新区政府信息公开责任追究办法(试行)','《松山新区政府信息公开责任追究办法(试行)》',NULL,NULL,NULL,'二、制度建设',0,NULL);
INSERT INTO "claims" VALUES('demo-2018.8','demo-2018',8,'count','管委会网站“信息公开重点工作”栏目全年公开政府文件12份',342,370,12.0,'份','exact',0.5,'documents_published','管委会网站“信息公开重点工作”栏目全年公开政府文件',NULL,'own_site','信息公开重点工作','三、重点工作 > (一)政策公开与解读',0,NULL);
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
CREATE TABLE "contemporary" (
   "finding" TEXT REFERENCES "findings"("id"),
   "crawl" TEXT REFERENCES "crawls"("id"),
   "observed" REAL,
   "before_report" INTEGER,
   "first_at" TEXT,
   "last_at" TEXT,
   "missing" INTEGER,
   "verdict" TEXT,
   "verdict_rule" TEXT,
   "note" TEXT,
   "sql" TEXT,
   PRIMARY KEY ("finding", "crawl")
);
INSERT INTO "contemporary" VALUES('demo-2017.1@demo-20261127T163754175Z','demo-20260203T000000000Z',1.0,NULL,NULL,NULL,1,'incomplete',NULL,'[]','select document from past_documents');
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
   "note" TEXT, "carried" INTEGER NOT NULL DEFAULT 0, "list_read" INTEGER NOT NULL DEFAULT 0, "binding" TEXT NOT NULL DEFAULT '',
   PRIMARY KEY ("crawl", "column")
);
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/policy','complete','http://songshan.demo.invalid/openness/zdgz/zfwj',2,22,22,0,NULL,'',0,1,'3171b9eb989082c122a49177b673d67dc0530a8a651c0424291949f027bf0331');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/interpretations','complete','http://songshan.demo.invalid/openness/zdgz/jdwj',2,28,28,0,NULL,'',0,1,'513fc7e5a7557772adcc84815844d7f70b9ad833b2a98dfb208d825a684bf895');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/suggestions','complete','http://songshan.demo.invalid/openness/tabl/rdjy',1,7,7,0,NULL,'',0,1,'442d8a9d13d14073e6d30c2cac095d3719d4bdaa08feecf89d943e42c7f1443d');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/proposals','complete','http://songshan.demo.invalid/openness/tabl/zxta',1,7,7,0,NULL,'',0,1,'e6e700988c1a2c9e06fc577ede9b9711fc8cc0ff3a7028698ca1a394c5ca1429');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/key_areas','complete','http://songshan.demo.invalid/openness/zdly',11,219,218,0,NULL,'',0,1,'254245a11da629b43245d9da3ed1d8b1b3997845db09e1fe0a2f0eeb076ea301');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/normative','complete','http://songshan.demo.invalid/openness/gfxwj',1,6,6,0,NULL,'',0,1,'be06396b75d25cbb642eecacbe0fbb84623e1b0d8a23ef20088f48f1e9763028');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/news','complete','http://songshan.demo.invalid/news/dzyw',6,118,115,0,NULL,'',0,1,'d81fb2d28b790f9459c70f4b20a14792c331a45da86cff194eda404fee2f617b');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/grassroots','complete','http://songshan.demo.invalid/news/jcdt',12,240,238,0,NULL,'',0,1,'caea3e09347bf2d24eaf77fa33babec533c3303b6fdbd38cc36f33a0eadb7bdb');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/services','complete','http://songshan.demo.invalid/service/bsfw',5,82,81,0,NULL,'',0,1,'14005d060cdd01b269f38acae7b9c8a53f28f84ed0b55ed97a02eb55ac6cf656');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/finance','complete','http://songshan.demo.invalid/openness/czxx',1,11,11,0,NULL,'',0,1,'39b475adfb6bafe2e6bf5509ddf4c85f8b456c0e4c8cc575cf3c5711fe1cb7cf');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/reform','complete','http://songshan.demo.invalid/openness/fgf',1,6,6,0,NULL,'',0,1,'5f8d4c8ce365e92ff717b8b12195123a9b82d582dc348cd435cd3387f2180265');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/rules','complete','http://songshan.demo.invalid/openness/zfxxgk/zfxxgkzd',1,5,5,0,NULL,'',0,1,'37852dba0bca8656f89da74aee1992a4f01f65aca3308b04eb2d41231c90230a');
INSERT INTO "coverage" VALUES('demo-20261127T163736234Z','demo/reports','complete','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb',1,4,4,0,NULL,'',0,1,'f1f10754129fbd64f0b17a295ea14579bacd01b3ec42d90f0f8afe7cb734692c');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/policy','complete','http://songshan.demo.invalid/openness/zdgz/zfwj',2,22,22,0,NULL,'',0,1,'3171b9eb989082c122a49177b673d67dc0530a8a651c0424291949f027bf0331');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/interpretations','complete','http://songshan.demo.invalid/openness/zdgz/jdwj',2,28,28,0,NULL,'',0,1,'513fc7e5a7557772adcc84815844d7f70b9ad833b2a98dfb208d825a684bf895');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/suggestions','complete','http://songshan.demo.invalid/openness/tabl/rdjy',1,7,7,0,NULL,'',0,1,'442d8a9d13d14073e6d30c2cac095d3719d4bdaa08feecf89d943e42c7f1443d');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/proposals','complete','http://songshan.demo.invalid/openness/tabl/zxta',1,7,7,0,NULL,'',0,1,'e6e700988c1a2c9e06fc577ede9b9711fc8cc0ff3a7028698ca1a394c5ca1429');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/key_areas','complete','http://songshan.demo.invalid/openness/zdly',11,219,218,0,NULL,'',0,1,'254245a11da629b43245d9da3ed1d8b1b3997845db09e1fe0a2f0eeb076ea301');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/normative','complete','http://songshan.demo.invalid/openness/gfxwj',1,6,6,0,NULL,'',0,1,'be06396b75d25cbb642eecacbe0fbb84623e1b0d8a23ef20088f48f1e9763028');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/news','complete','http://songshan.demo.invalid/news/dzyw',6,118,115,0,NULL,'',0,1,'d81fb2d28b790f9459c70f4b20a14792c331a45da86cff194eda404fee2f617b');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/grassroots','complete','http://songshan.demo.invalid/news/jcdt',12,240,238,0,NULL,'',0,1,'caea3e09347bf2d24eaf77fa33babec533c3303b6fdbd38cc36f33a0eadb7bdb');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/services','complete','http://songshan.demo.invalid/service/bsfw',5,82,81,0,NULL,'',0,1,'14005d060cdd01b269f38acae7b9c8a53f28f84ed0b55ed97a02eb55ac6cf656');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/finance','complete','http://songshan.demo.invalid/openness/czxx',1,11,11,0,NULL,'',0,1,'39b475adfb6bafe2e6bf5509ddf4c85f8b456c0e4c8cc575cf3c5711fe1cb7cf');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/reform','complete','http://songshan.demo.invalid/openness/fgf',1,6,6,0,NULL,'',0,1,'5f8d4c8ce365e92ff717b8b12195123a9b82d582dc348cd435cd3387f2180265');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/rules','complete','http://songshan.demo.invalid/openness/zfxxgk/zfxxgkzd',1,5,5,0,NULL,'',0,1,'37852dba0bca8656f89da74aee1992a4f01f65aca3308b04eb2d41231c90230a');
INSERT INTO "coverage" VALUES('demo-20261127T163754175Z','demo/reports','complete','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb',1,4,4,0,NULL,'',0,1,'f1f10754129fbd64f0b17a295ea14579bacd01b3ec42d90f0f8afe7cb734692c');
CREATE TABLE "crawl_checks" (
   "crawl" TEXT REFERENCES "crawls"("id"),
   "number" INTEGER,
   "check" TEXT,
   "column" TEXT,
   "measured" REAL,
   "bound" REAL,
   "passed" INTEGER,
   "note" TEXT,
   PRIMARY KEY ("crawl", "number")
);
INSERT INTO "crawl_checks" VALUES('demo-20261127T163736234Z',1,'entries_min','demo/policy',22.0,1.0,1,'22 entries');
INSERT INTO "crawl_checks" VALUES('demo-20261127T163736234Z',2,'kept','demo/policy',NULL,NULL,NULL,'nothing to compare with: no accepted crawl shows it');
INSERT INTO "crawl_checks" VALUES('demo-20261127T163736234Z',3,'entries_min','demo/interpretations',28.0,1.0,1,'28 entries');
INSERT INTO "crawl_checks" VALUES('demo-20261127T163754175Z',1,'entries_min','demo/policy',22.0,1.0,1,'22 entries');
INSERT INTO "crawl_checks" VALUES('demo-20261127T163754175Z',2,'kept','demo/policy',1.0,0.5,1,'22 entries, 22 when last accepted');
INSERT INTO "crawl_checks" VALUES('demo-20261127T163754175Z',3,'titled','demo/policy',1.0,0.5,1,'22 of 22 pages read have a title');
CREATE TABLE "crawl_events" (
   "id" INTEGER PRIMARY KEY,
   "crawl" TEXT,
   "kind" TEXT,
   "data" TEXT
);
INSERT INTO "crawl_events" VALUES(1,'demo-20261127T163804150Z','ColumnFound','{"column": "key_areas", "url": "http://songshan.demo.invalid/openness/zdly", "named": ""}');
INSERT INTO "crawl_events" VALUES(2,'demo-20261127T163804150Z','ColumnFound','{"column": "normative", "url": "http://songshan.demo.invalid/openness/gfxwj", "named": ""}');
INSERT INTO "crawl_events" VALUES(3,'demo-20261127T163804150Z','ColumnFound','{"column": "news", "url": "http://songshan.demo.invalid/news/dzyw", "named": ""}');
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
, "web_archive" TEXT, "past_at" TEXT, "past_within" INTEGER);
INSERT INTO "crawls" VALUES('demo-20261127T163736234Z','demo','live','2026-11-27T16:37:36.234638Z','2026-11-27T16:37:41.849731Z','ok','every list page and every entry was fetched',1,8,'b88fd81ab531513b71a6e22a368b360487c9f88f0edc09763aef90dcc9dcd213',NULL,NULL,NULL);
INSERT INTO "crawls" VALUES('demo-20261127T163754175Z','demo','live','2026-11-27T16:37:54.175747Z','2026-11-27T16:37:59.584007Z','ok','every list page and every entry was fetched',1,8,'b88fd81ab531513b71a6e22a368b360487c9f88f0edc09763aef90dcc9dcd213',NULL,NULL,NULL);
INSERT INTO "crawls" VALUES('demo-20261127T163804150Z','demo','live','2026-11-27T16:38:04.150288Z',NULL,'open',NULL,0,8,'b88fd81ab531513b71a6e22a368b360487c9f88f0edc09763aef90dcc9dcd213',NULL,NULL,NULL);
INSERT INTO "crawls" VALUES('demo-20260203T000000000Z','demo','web archive','2026-02-03T00:00:00.000000Z','2026-02-03T00:00:00.000000Z','degraded','',0,NULL,NULL,'example','2019-03-01T00:00:00.000000Z',90);
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
INSERT INTO "decisions" VALUES('demo-4b2ffa97cc2b','demo',1,'demo-2018','公开政府文件12份',1,NULL,'correct',13.0,NULL,NULL,NULL,NULL,'扫描件上为13份，网页有误','核对人','2026-03-02','demo-2018.8',12.0,'份','attached','','a357de4ddc3a582ba7248c12ff40e2354bd66b20dd290b1b1c5bf987584be99d',1);
INSERT INTO "decisions" VALUES('demo-fa67eb8dabdb','demo',2,'demo-2018','年内购置了1台电脑',1,NULL,'dismiss',NULL,NULL,NULL,NULL,NULL,'说的不是公开的信息','核对人','2026-03-02','demo-2018.1',1.0,'台','attached','','a357de4ddc3a582ba7248c12ff40e2354bd66b20dd290b1b1c5bf987584be99d',1);
INSERT INTO "decisions" VALUES('demo-0b6a41bd18c5','demo',3,'demo-2018','《松山新区政府信息公开指南》',1,NULL,'confirm',NULL,NULL,NULL,NULL,NULL,'与原文一致','核对人','2026-03-02','demo-2018.2',NULL,'','attached','','a357de4ddc3a582ba7248c12ff40e2354bd66b20dd290b1b1c5bf987584be99d',1);
INSERT INTO "decisions" VALUES('demo-52b97d496a3a','demo',4,'demo-2018','公开会议纪要99份',1,NULL,'dismiss',NULL,NULL,NULL,NULL,NULL,'原文中已无此句','核对人','2026-03-02',NULL,NULL,NULL,'unattached','the report does not have these words 1 times','a357de4ddc3a582ba7248c12ff40e2354bd66b20dd290b1b1c5bf987584be99d',1);
CREATE TABLE "document_parts" (
   "crawl" TEXT REFERENCES "crawls"("id"),
   "document" TEXT,
   "number" INTEGER,
   "url" TEXT,
   "capture" TEXT REFERENCES "captures"("id"),
   "entity_digest" TEXT,
   PRIMARY KEY ("crawl", "document", "number")
);
INSERT INTO "document_parts" VALUES('demo-20261127T163736234Z','d0042f3df8d054aa7',1,'http://songshan.demo.invalid/service/bsfw/info_4648','urn:uuid:9e90ae7b-2b0b-4628-aafb-1f7aa2097929','sha256:b3d03b393684aba886efadc993231b5ac638797857183195e12aaa7e4a323d04');
INSERT INTO "document_parts" VALUES('demo-20261127T163736234Z','d0042f3df8d054aa7',2,'http://songshan.demo.invalid/service/bsfw/info_4648_2','urn:uuid:2316bc3d-fe99-4b6e-a7a4-54a66225fa57','sha256:0173609e1a4e5e27517140197e2d255b3c80de1a9682d223592d3df23f5d3bb5');
INSERT INTO "document_parts" VALUES('demo-20261127T163754175Z','d0042f3df8d054aa7',1,'http://songshan.demo.invalid/service/bsfw/info_4648','urn:uuid:ba08bf9a-0478-4080-b7c5-bd2587c99833','sha256:4de9aada839069893d3a7905c63bc7fcc47045c2a5b4e5064e6833bf4c3cead4');
INSERT INTO "document_parts" VALUES('demo-20261127T163754175Z','d0042f3df8d054aa7',2,'http://songshan.demo.invalid/service/bsfw/info_4648_2','urn:uuid:0c3e74b3-7024-4789-941e-9b547f5fd521','sha256:0173609e1a4e5e27517140197e2d255b3c80de1a9682d223592d3df23f5d3bb5');
INSERT INTO "document_parts" VALUES('demo-20261127T163804150Z','d0042f3df8d054aa7',1,'http://songshan.demo.invalid/service/bsfw/info_4648','urn:uuid:5561c49c-c3e2-4bdc-8a0d-6172554c7c6f','sha256:4de9aada839069893d3a7905c63bc7fcc47045c2a5b4e5064e6833bf4c3cead4');
INSERT INTO "document_parts" VALUES('demo-20261127T163804150Z','d0042f3df8d054aa7',2,'http://songshan.demo.invalid/service/bsfw/info_4648_2','urn:uuid:e3257717-cf6b-4cf4-998a-7af873f7828f','sha256:0173609e1a4e5e27517140197e2d255b3c80de1a9682d223592d3df23f5d3bb5');
CREATE TABLE "document_texts" (
   "version" INTEGER PRIMARY KEY,
   "text" TEXT,
   "layout" TEXT
);
INSERT INTO "document_texts" VALUES(369,'近日，市场监督管理局围绕“二季度数据中心项目质量监督记录”作出安排，要求各单位把责任落实到人。工作人员介绍了食品安全的进展，并就下一步工作听取意见。
活动由办公室承办，天桥社区的群众代表参加。本次涉及资金256万元，由生态环境分局负责监督使用。
有关单位要加强配合，及时报告进展，重要情况随时上报。要统筹做好道路维修和年初各项工作，确保按期完成。
各承办单位要对照要求逐项落实，并在规定时间内反馈结果。有关单位要加强配合，及时报告进展，重要情况随时上报。','{"paragraphs": [[0, 74], [75, 122], [123, 173], [174, 227]], "tables": []}');
INSERT INTO "document_texts" VALUES(773,'近日，办公室围绕“社会事业局动物防疫条件审查预约办法”作出安排，要求各单位把责任落实到人。群众可到便民服务窗口咨询，也可拨打公布的电话了解人力资源服务许可的情况。
有关单位要加强配合，及时报告进展，重要情况随时上报。要统筹做好消防安全和春季各项工作，确保按期完成。
近日，办公室围绕“社会事业局动物防疫条件审查预约办法”作出安排，要求各单位把责任落实到人。群众可到便民服务窗口咨询，也可拨打公布的电话了解人力资源服务许可的情况。
有关单位要加强配合，及时报告进展，重要情况随时上报。要统筹做好消防安全和春季各项工作，确保按期完成。','{"paragraphs": [[0, 81], [82, 132], [133, 214], [215, 265]], "tables": []}');
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
INSERT INTO "document_texts" VALUES(844,'本报告由松山新区管委会依照《中华人民共和国政府信息公开条例》编写，体例遵循锦政办明电〔2019〕4号和锦松管办发〔2018〕6号文件，反映2018年全年情况，欢迎查阅和监督。
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
栏目之间更新不够均衡，解读形式偏少。下一步将加强信息员培训，逐步充实栏目内容。承办人员多为兼职。','{"paragraphs": [[0, 87], [88, 94], [95, 170], [171, 177], [178, 323], [324, 330], [331, 391], [392, 500], [501, 559], [560, 620], [621, 703], [704, 775], [776, 784], [785, 790], [791, 827], [828, 833], [834, 874], [875, 880], [881, 920], [921, 961], [962, 995], [996, 1005], [1006, 1068], [1069, 1078], [1079, 1097], [1098, 1110], [1111, 1140], [1141, 1150], [1151, 1199]], "tables": []}');
INSERT INTO "document_texts" VALUES(914,'附件：二季度数据中心项目质量监督记录
近日，市场监督管理局围绕“二季度数据中心项目质量监督记录”作出安排，要求各单位把责任落实到人。工作人员介绍了食品安全的进展，并就下一步工作听取意见。
活动由办公室承办，天桥社区的群众代表参加。本次涉及资金256
万元，由生态环境分局负责监督使用。
有关单位要加强配合，及时报告进展，重要情况随时上报。要统筹做好道路维修和年初各项工作，确保按期完成。
各承办单位要对照要求逐项落实，并在规定时间内反馈结果。有关单位要加强配合，及时报告进展，重要情况随时上报。','{"paragraphs": [[0, 18], [19, 93], [94, 124], [125, 142], [143, 193], [194, 247]], "tables": []}');
INSERT INTO "document_texts" VALUES(923,'另增一项。
近日，办公室围绕“社会事业局动物防疫条件审查预约办法”作出安排，要求各单位把责任落实到人。群众可到便民服务窗口咨询，也可拨打公布的电话了解人力资源服务许可的情况。
有关单位要加强配合，及时报告进展，重要情况随时上报。要统筹做好消防安全和春季各项工作，确保按期完成。
近日，办公室围绕“社会事业局动物防疫条件审查预约办法”作出安排，要求各单位把责任落实到人。群众可到便民服务窗口咨询，也可拨打公布的电话了解人力资源服务许可的情况。
有关单位要加强配合，及时报告进展，重要情况随时上报。要统筹做好消防安全和春季各项工作，确保按期完成。','{"paragraphs": [[0, 5], [6, 87], [88, 138], [139, 220], [221, 271]], "tables": []}');
CREATE TABLE "document_urls" (
   "url" TEXT,
   "portal" TEXT,
   "document" TEXT REFERENCES "documents"("id"),
   PRIMARY KEY ("portal", "url")
);
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/openness/zdly/info_3347','demo','d1599b34a3401725d');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/service/bsfw/info_4648','demo','d0042f3df8d054aa7');
INSERT INTO "document_urls" VALUES('http://news.demo.invalid/201805/n3726.html','demo','d1b8f0bc03b8bd9f4');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4826','demo','dd282afb4ac3d0c2d');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4823_copy','demo','d6ea4726e82cf9d01');
INSERT INTO "document_urls" VALUES('http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4823','demo','d83989bf384f75504');
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
, "written_on" TEXT, "validity" TEXT, "category" TEXT, "keywords" TEXT, "image_only" INTEGER NOT NULL DEFAULT 0, "pages" INTEGER NOT NULL DEFAULT 1, "cut" INTEGER NOT NULL DEFAULT 0, "published_on_printed" TEXT, characters integer);
INSERT INTO "document_versions" VALUES(369,'d1599b34a3401725d','demo-20261127T163736234Z','urn:uuid:e9c73bbb-c493-40ec-8320-c7e5185e0687','sha256:2c73db0286a8428da4170e3b37487bb6203c3905d4e0aa5f24220cd9dc1dc2b4','sha256:29be71c691a06ec379890b1bb80c03953540a71f1506e4ff276e44ff671e30a7',8,'page','二季度数据中心项目质量监督记录','2018-12-31','visible',NULL,0,'','经济发展局','','','首页 > 重点领域信息','generic',NULL,'','','',0,1,0,NULL,227);
INSERT INTO "document_versions" VALUES(773,'d0042f3df8d054aa7','demo-20261127T163736234Z','urn:uuid:9e90ae7b-2b0b-4628-aafb-1f7aa2097929','sha256:b3d03b393684aba886efadc993231b5ac638797857183195e12aaa7e4a323d04','sha256:74a083d6517e1fb3633f36e076f45130d7afbd70a89b92cb25a2948fb231e372',8,'page','社会事业局动物防疫条件审查预约办法','2018-10-04','visible',NULL,0,'','行政审批局','SS-2018-0001','松管发〔2018〕1号','首页 > 办事服务','generic','2018-01-15','有效','综合政务','项目建设',0,2,0,NULL,265);
INSERT INTO "document_versions" VALUES(842,'d83989bf384f75504','demo-20261127T163736234Z','urn:uuid:8302ad5c-1caa-478b-aa02-67c0775265a3','sha256:92d7aa8c9d8deff6f24487c35bee9d5e4c350f29897f46b94e3db1e66926846b','sha256:8b88c8057bfbcedb5c84de31ba38e34f167ec74c29099e6f1cbb303fd7b92c6d',8,'page','松山新区管委会2017年政府信息公开年度报告','2018-03-09','visible',NULL,0,'','松山新区管委会','','','首页 > 政府信息公开年报','generic',NULL,'','','',0,1,0,NULL,544);
INSERT INTO "document_versions" VALUES(843,'d6ea4726e82cf9d01','demo-20261127T163736234Z','urn:uuid:c05ca152-7d6e-47a6-9f5c-350781078a01','sha256:098460ea9219588b0bff5fa7a049a876be02aee57ce50c62c8144ccc1af7a59a','sha256:6ffcc7f4d0155389d9ef8f8d5dd1955634dd1db15feb73d394cbbe5d2be86af6',8,'page','松山新区管委会2017年政府信息公开年度报告','2018-06-01','visible',NULL,0,'','松山新区管委会','','','首页 > 政府信息公开年报','generic',NULL,'','','',0,1,0,NULL,544);
INSERT INTO "document_versions" VALUES(844,'dd282afb4ac3d0c2d','demo-20261127T163736234Z','urn:uuid:3b1696c6-3df1-49fa-ae87-415ae39a020a','sha256:b29b9adb433845ca2a2f71fdfcf76b2e63be5d54b5da9562f89357ec940cea38','sha256:f14db3184dd6a507c02dc1a95c7a943b911a7a0bbc49442b6a30668bfcaea005',8,'page','松山新区管委会2018年度政府信息公开工作报告','2019-03-14','visible',NULL,0,'','松山新区管委会','','','首页 > 政府信息公开年报','generic',NULL,'','','',0,1,0,NULL,1199);
INSERT INTO "document_versions" VALUES(914,'d02356092634402ae','demo-20261127T163736234Z','urn:uuid:1cf73129-f5e3-4919-b462-37fd387a4b74','sha256:333058e7fa53b246a90e006c58bfde22d2e2c384744143618f8aa8ea097db776','sha256:333058e7fa53b246a90e006c58bfde22d2e2c384744143618f8aa8ea097db776',8,'file','',NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,0,NULL,247);
INSERT INTO "document_versions" VALUES(923,'d0042f3df8d054aa7','demo-20261127T163754175Z','urn:uuid:ba08bf9a-0478-4080-b7c5-bd2587c99833','sha256:4de9aada839069893d3a7905c63bc7fcc47045c2a5b4e5064e6833bf4c3cead4','sha256:807ddcd609155d2ca637026bfa04f11c7b2276cd17ba682b625bc15c8d3551a9',8,'page','社会事业局动物防疫条件审查预约办法','2018-10-04','visible',NULL,0,'','行政审批局','SS-2018-0001','松管发〔2018〕1号','首页 > 办事服务','generic','2018-01-15','有效','综合政务','项目建设',0,2,0,NULL,271);
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
, "published_on_printed" TEXT, "missing_since" TEXT, "gone_since" TEXT, "delisted_since" TEXT);
INSERT INTO "documents" VALUES('d0042f3df8d054aa7','demo','http://songshan.demo.invalid/service/bsfw/info_4648','page','own_site','社会事业局动物防疫条件审查预约办法','社会事业局动物防疫条件审查预约办法','2018-10-04','visible',NULL,0,'','行政审批局','SS-2018-0001','松管发〔2018〕1号',271,'sha256:807ddcd609155d2ca637026bfa04f11c7b2276cd17ba682b625bc15c8d3551a9',923,'urn:uuid:ba08bf9a-0478-4080-b7c5-bd2587c99833','2026-11-27T16:37:41.849731Z','2026-11-27T16:37:59.584007Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "documents" VALUES('d1599b34a3401725d','demo','http://songshan.demo.invalid/openness/zdly/info_3347','page','own_site','二季度数据中心项目质量监督记录','二季度数据中心项目质量监督记录','2018-12-31','visible',NULL,0,'','经济发展局','','',227,'sha256:29be71c691a06ec379890b1bb80c03953540a71f1506e4ff276e44ff671e30a7',369,'urn:uuid:e9c73bbb-c493-40ec-8320-c7e5185e0687','2026-11-27T16:37:41.849731Z','2026-11-27T16:37:59.584007Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "documents" VALUES('d1b8f0bc03b8bd9f4','demo','http://news.demo.invalid/201805/n3726.html','external','own_site','新区召开年末项目建设推进会','新区召开年末项目建设推进会','2018-05-12','list',NULL,0,'','','','',NULL,NULL,NULL,NULL,'2026-11-27T16:37:41.849731Z','2026-11-27T16:37:59.584007Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "documents" VALUES('d6ea4726e82cf9d01','demo','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4823_copy','page','own_site','松山新区管委会2017年政府信息公开年度报告','松山新区管委会2017年政府信息公开年度报告','2018-06-01','visible',NULL,0,'','松山新区管委会','','',544,'sha256:6ffcc7f4d0155389d9ef8f8d5dd1955634dd1db15feb73d394cbbe5d2be86af6',843,'urn:uuid:c05ca152-7d6e-47a6-9f5c-350781078a01','2026-11-27T16:37:41.849731Z','2026-11-27T16:37:59.584007Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "documents" VALUES('d83989bf384f75504','demo','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4823','page','own_site','松山新区管委会2017年政府信息公开年度报告','松山新区管委会2017年政府信息公开年度报告','2018-03-09','visible',NULL,0,'','松山新区管委会','','',544,'sha256:8b88c8057bfbcedb5c84de31ba38e34f167ec74c29099e6f1cbb303fd7b92c6d',842,'urn:uuid:8302ad5c-1caa-478b-aa02-67c0775265a3','2026-11-27T16:37:41.849731Z','2026-11-27T16:37:59.584007Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "documents" VALUES('dd282afb4ac3d0c2d','demo','http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4826','page','own_site','松山新区管委会2018年度政府信息公开工作报告','松山新区管委会2018年度政府信息公开工作报告','2019-03-14','visible',NULL,0,'','松山新区管委会','','',1199,'sha256:f14db3184dd6a507c02dc1a95c7a943b911a7a0bbc49442b6a30668bfcaea005',844,'urn:uuid:3b1696c6-3df1-49fa-ae87-415ae39a020a','2026-11-27T16:37:41.849731Z','2026-11-27T16:37:59.584007Z',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "documents" VALUES('d000eb83599767a53','demo','http://mp.weixin.demo.invalid/s/57daee28aa225759','imported','wechat','一图读懂：新城小学扩建冬季新进展','一图读懂新城小学扩建冬季新进展','2018-12-06','import',NULL,0,NULL,NULL,NULL,NULL,367,NULL,NULL,NULL,'2026-11-27T16:37:48.375572Z','2026-11-27T16:37:48.375572Z','demo-wechat-d3eeecf0a1f3',NULL,NULL,NULL,NULL);
CREATE TABLE "figure_sources" (
   "id" TEXT PRIMARY KEY,
   "report" TEXT REFERENCES "reports"("id"),
   "number" INTEGER,
   "metric" TEXT,
   "kind" TEXT,
   "source" TEXT,
   "claim" TEXT REFERENCES "claims"("id"),
   "value" REAL,
   "unit" TEXT,
   "scope" TEXT,
   "qualifier" TEXT,
   "period" TEXT,
   "quote" TEXT
);
INSERT INTO "figure_sources" VALUES('demo-2017.f3','demo-2017',3,'leaflets','text','demo-2017','demo-2017.2',2000.0,'份',NULL,'at_least',NULL,'发放宣传材料2000余份');
INSERT INTO "figure_sources" VALUES('demo-2017.f4','demo-2017',4,'leaflets','copy','demo-2017-d6ea4726e82cf9d01','demo-2017-d6ea4726e82cf9d01.2',2000.0,'份',NULL,'at_least',NULL,'发放宣传材料2000余份');
INSERT INTO "figure_sources" VALUES('demo-2017.f5','demo-2017',5,'proactive_total','text','demo-2017','demo-2017.3',125.0,'条',NULL,'exact',NULL,'松山新区主动公开政府信息125条');
INSERT INTO "figure_sources" VALUES('demo-2017.f6','demo-2017',6,'proactive_total','copy','demo-2017-d6ea4726e82cf9d01','demo-2017-d6ea4726e82cf9d01.3',125.0,'条',NULL,'exact',NULL,'松山新区主动公开政府信息125条');
INSERT INTO "figure_sources" VALUES('demo-2017.f13','demo-2017',13,'proactive_other[查阅点]','text','demo-2017','demo-2017.7',20.0,'条',NULL,'exact',NULL,'在各查阅点发布信息20条');
INSERT INTO "figure_sources" VALUES('demo-2017.f14','demo-2017',14,'proactive_other[查阅点]','copy','demo-2017-d6ea4726e82cf9d01','demo-2017-d6ea4726e82cf9d01.7',21.0,'条',NULL,'exact',NULL,'在各查阅点发布信息21条');
INSERT INTO "figure_sources" VALUES('demo-2017.f15','demo-2017',15,'documents_published','text','demo-2017','demo-2017.8',5.0,'份',NULL,'exact',NULL,'管委会网站“信息公开重点工作”栏目公开政府文件5份');
INSERT INTO "figure_sources" VALUES('demo-2017.f16','demo-2017',16,'documents_published','copy','demo-2017-d6ea4726e82cf9d01','demo-2017-d6ea4726e82cf9d01.8',5.0,'份',NULL,'exact',NULL,'管委会网站“信息公开重点工作”栏目公开政府文件5份');
CREATE TABLE "file_parts" (
   "version" INTEGER REFERENCES "document_versions"("id"),
   "number" INTEGER,
   "name" TEXT,
   "start" INTEGER,
   "end" INTEGER,
   PRIMARY KEY ("version", "number")
);
INSERT INTO "file_parts" VALUES(914,1,'',0,247);
CREATE TABLE "file_readings" (
   "version" INTEGER PRIMARY KEY REFERENCES "document_versions"("id"),
   "kind" TEXT,
   "parts" INTEGER,
   "converter" TEXT,
   "converter_version" TEXT,
   "unread" TEXT
);
INSERT INTO "file_readings" VALUES(914,'pdf',1,'pdfminer.six','20260107','');
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
, "verdict_rule" TEXT);
INSERT INTO "findings" VALUES('demo-2017.1@demo-20261127T163754175Z','demo-2017','demo-2017.1',NULL,'demo-20261127T163754175Z','2026-11-28','existence',NULL,1.0,NULL,1,0,0,0,'found','[{"key": "archive_began_later", "observed": 1.0, "as_of_date": "2026-11-28", "first_crawl": "2026-11-28"}]','with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''南'') > 0 and instr(title_key, ''指'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''政府信息公开'', ''信息公开''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*信息公[开開]指南*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*","*[局镇乡村院校]{name}*","*街道{name}*","*中心{name}*","*办事处{name}*","*[局镇乡村院校]主动公开{name}*"]'') where w.words glob replace(value, ''{name}'', ''信息公开指南'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document',1,'E3-found');
INSERT INTO "findings" VALUES('demo-2017.2@demo-20261127T163754175Z','demo-2017','demo-2017.2',NULL,'demo-20261127T163754175Z','2026-11-28',NULL,2000.0,NULL,NULL,NULL,NULL,NULL,NULL,'unobservable','[]','',1,'C1-unobservable');
INSERT INTO "findings" VALUES('demo-2017.3@demo-20261127T163754175Z','demo-2017','demo-2017.3',NULL,'demo-20261127T163754175Z','2026-11-28','all_channels',125.0,110.0,NULL,110,9,0,0,'not_assessable','[{"key": "lower_bound", "channels": [{"key": "wechat", "zh": "微信公众号《松山之窗》", "en": "WeChat account 松山之窗"}, {"key": "reading_points", "zh": "信息查阅点", "en": "reading points"}]}, {"key": "same_title", "documents": 6}, {"key": "archive_began_later", "observed": 110.0, "as_of_date": "2026-11-28", "first_crawl": "2026-11-28"}]','with found as (
select d.document, d.title, d.title_key, d.published_on, d.url, d.state, d.channel
from channel_documents d
where d.portal = ''demo'' and d.channel in (select value from json_each(''["own_site", "city_site"]'')) and (d.published_on between ''2017-01-01'' and ''2017-12-31'')
), shared as (
  select coalesce(title_key, '''') as key
  from found
  group by title_key
  having min(channel) < max(channel)
), items as (
  select *, row_number() over (partition by channel, title_key order by document) as copy
  from found
  where coalesce(title_key, '''') in (select key from shared)
), united as (
  select *, group_concat(channel, '' '') over same as channels, row_number() over same as place
  from items
  window same as (partition by title_key, copy order by channel
                  rows between unbounded preceding and unbounded following)
)
select document, title, published_on, url, state, channels
from united
where place = 1
union all
select document, title, published_on, url, state, channel
from found
where coalesce(title_key, '''') not in (select key from shared)
order by published_on, document',1,'C6-lower-bound');
INSERT INTO "findings" VALUES('demo-2017.7@demo-20261127T163754175Z','demo-2017','demo-2017.7',NULL,'demo-20261127T163754175Z','2026-11-28',NULL,20.0,NULL,NULL,NULL,NULL,NULL,NULL,'not_assessable','[{"key": "channel_unobserved", "channels": [{"key": "reading_points", "zh": "信息查阅点", "en": "reading points"}]}]','',1,'C4-not-counted');
INSERT INTO "findings" VALUES('demo-2017.8@demo-20261127T163754175Z','demo-2017','demo-2017.8',NULL,'demo-20261127T163754175Z','2026-11-28','columns',5.0,4.0,-1.0,4,0,0,0,'fewer_found','[{"key": "archive_began_later", "observed": 4.0, "as_of_date": "2026-11-28", "first_crawl": "2026-11-28"}]','select d.id as document, d.title, d.published_on, d.url, d.state, d.channel, group_concat(distinct c.title) as listed_in
from column_metrics m
join "columns" c on c.id = m."column"
join crawls w on w.portal = c.portal and w.accepted = 1
cross join listings l on l.crawl = w.id and l."column" = c.id
cross join documents d on d.id = l.document
where c.portal = ''demo'' and m.metric = ''documents_published'' and ''own_site'' in ('''', c.channel) and (d.published_on between ''2017-01-01'' and ''2017-12-31'')
group by d.id
order by d.published_on, d.id',1,'C9-gap');
INSERT INTO "findings" VALUES('demo-2017.i1@demo-20261127T163754175Z','demo-2017',NULL,'demo-2017.i1','demo-20261127T163754175Z','2026-11-28',NULL,125.0,133.0,NULL,NULL,NULL,NULL,NULL,'holds','[]','',1,'I1-identity');
INSERT INTO "findings" VALUES('demo-2017.i2@demo-20261127T163754175Z','demo-2017',NULL,'demo-2017.i2','demo-20261127T163754175Z','2026-11-28',NULL,80.8,80.8,0.0,NULL,NULL,NULL,NULL,'holds','[]','',1,'I1-identity');
INSERT INTO "findings" VALUES('demo-2017.i3@demo-20261127T163754175Z','demo-2017',NULL,'demo-2017.i3','demo-20261127T163754175Z','2026-11-28',NULL,20.0,21.0,1.0,NULL,NULL,NULL,NULL,'broken','[]','',1,'I1-identity');
INSERT INTO "findings" VALUES('demo-2018.1@demo-20261127T163754175Z','demo-2018','demo-2018.1',NULL,'demo-20261127T163754175Z','2026-11-28',NULL,1.0,NULL,NULL,NULL,NULL,NULL,NULL,'not_assessable','[{"key": "decision_dismiss", "by": "核对人", "on": "2026-03-02", "reason": "说的不是公开的信息", "read": "1 台"}]','',1,'D1-dismissed');
INSERT INTO "findings" VALUES('demo-2018.2@demo-20261127T163754175Z','demo-2018','demo-2018.2',NULL,'demo-20261127T163754175Z','2026-11-28','existence',NULL,1.0,NULL,1,0,0,0,'found','[{"key": "decision_confirm", "by": "核对人", "on": "2026-03-02", "reason": "与原文一致"}, {"key": "archive_began_later", "observed": 1.0, "as_of_date": "2026-11-28", "first_crawl": "2026-11-28"}]','with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''南'') > 0 and instr(title_key, ''指'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''政府信息公开'', ''信息公开''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*信息公[开開]指南*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*","*[局镇乡村院校]{name}*","*街道{name}*","*中心{name}*","*办事处{name}*","*[局镇乡村院校]主动公开{name}*"]'') where w.words glob replace(value, ''{name}'', ''信息公开指南'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document',1,'E3-found');
INSERT INTO "findings" VALUES('demo-2018.3@demo-20261127T163754175Z','demo-2018','demo-2018.3',NULL,'demo-20261127T163754175Z','2026-11-28','existence',NULL,1.0,NULL,1,0,0,0,'found','[{"key": "archive_began_later", "observed": 1.0, "as_of_date": "2026-11-28", "first_crawl": "2026-11-28"}, {"key": "note_stands_beside", "by": "核对人", "on": "2026-03-02"}]','with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''目'') > 0 and instr(title_key, ''公'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''政府信息公开'', ''信息公开''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*信息公[开開]目[录彔錄録]*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*","*[局镇乡村院校]{name}*","*街道{name}*","*中心{name}*","*办事处{name}*","*[局镇乡村院校]主动公开{name}*"]'') where w.words glob replace(value, ''{name}'', ''信息公开目录'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document',1,'E3-found');
INSERT INTO "findings" VALUES('demo-2018.7@demo-20261127T163754175Z','demo-2018','demo-2018.7',NULL,'demo-20261127T163754175Z','2026-11-28','existence',NULL,0.0,NULL,0,0,0,0,'not_found','[{"key": "nearest", "titles": ["松山新区政府信息公开保密审查办法（试行）", "松山新区政府信息公开制度", "松山新区政府信息公开指南"]}, {"key": "archive_began_later", "observed": 0.0, "as_of_date": "2026-11-28", "first_crawl": "2026-11-28"}]','with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''法'') > 0 and instr(title_key, ''究'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''政府信息公开'', ''信息公开''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*信息公[开開][责責]任追究[办辦]法*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*"]'') where w.words glob replace(value, ''{name}'', ''信息公开责任追究办法'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document',1,'E6-not-found');
INSERT INTO "findings" VALUES('demo-2018.8@demo-20261127T163754175Z','demo-2018','demo-2018.8',NULL,'demo-20261127T163754175Z','2026-11-28','columns',13.0,12.0,-1.0,12,0,0,0,'fewer_found','[{"key": "decision_correct", "by": "核对人", "on": "2026-03-02", "reason": "扫描件上为13份，网页有误", "read": "12 份"}, {"key": "archive_began_later", "observed": 12.0, "as_of_date": "2026-11-28", "first_crawl": "2026-11-28"}]','select d.id as document, d.title, d.published_on, d.url, d.state, d.channel, group_concat(distinct c.title) as listed_in
from column_metrics m
join "columns" c on c.id = m."column"
join crawls w on w.portal = c.portal and w.accepted = 1
cross join listings l on l.crawl = w.id and l."column" = c.id
cross join documents d on d.id = l.document
where c.portal = ''demo'' and m.metric = ''documents_published'' and ''own_site'' in ('''', c.channel) and (d.published_on between ''2018-01-01'' and ''2018-12-31'')
group by d.id
order by d.published_on, d.id',1,'C9-gap');
INSERT INTO "findings" VALUES('demo-2018.i1@demo-20261127T163754175Z','demo-2018',NULL,'demo-2018.i1','demo-20261127T163754175Z','2026-11-28',NULL,1072.0,1048.0,-24.0,NULL,NULL,NULL,NULL,'broken','[{"key": "authority_replied", "by": "松山新区管委会办公室", "on": "2026-03-20", "source": "松管办函〔2026〕8号"}]','',1,'I1-identity');
INSERT INTO "findings" VALUES('demo-2018.i2@demo-20261127T163754175Z','demo-2018',NULL,'demo-2018.i2','demo-20261127T163754175Z','2026-11-28',NULL,45.0,44.0,-1.0,NULL,NULL,NULL,NULL,'broken','[]','',1,'I1-identity');
CREATE TABLE "frontier" (
   "crawl" TEXT,
   "identity" TEXT,
   "request" TEXT,
   "done" INTEGER,
   PRIMARY KEY ("crawl", "identity")
);
INSERT INTO "frontier" VALUES('demo-20261127T163804150Z','d7bb49cda8a5109bb1af7ab93f4261c2','{"purpose": "navigation", "url": "http://songshan.demo.invalid/"}',1);
INSERT INTO "frontier" VALUES('demo-20261127T163804150Z','4686d6b5319f05efe2a56d83e194d1c3','{"column": "key_areas", "purpose": "list", "url": "http://songshan.demo.invalid/openness/zdly"}',1);
INSERT INTO "frontier" VALUES('demo-20261127T163804150Z','e29c38c976676723329157ee71d6678b','{"column": "normative", "purpose": "list", "url": "http://songshan.demo.invalid/openness/gfxwj"}',1);
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
, "level" TEXT NOT NULL DEFAULT 'fail', "reason" TEXT NOT NULL DEFAULT '', "previous" TEXT, "source" TEXT, "source_claim" TEXT);
INSERT INTO "identities" VALUES('demo-2017.i1','demo-2017',1,'cover: proactive_total <= sum of channels (one item may appear on several channels)','cover','[101.0, 12.0, 20.0]',133.0,125.0,1,'["demo-2017.4", "demo-2017.6", "demo-2017.7", "demo-2017.3"]','[]','','fail','',NULL,NULL,NULL);
INSERT INTO "identities" VALUES('demo-2017.i2','demo-2017',2,'share: proactive_website / proactive_total','share','[101.0, 125.0]',80.8,80.8,1,'["demo-2017.4", "demo-2017.3", "demo-2017.5"]','[]','','fail','',NULL,NULL,NULL);
INSERT INTO "identities" VALUES('demo-2017-d6ea4726e82cf9d01.i1','demo-2017-d6ea4726e82cf9d01',1,'cover: proactive_total <= sum of channels (one item may appear on several channels)','cover','[101.0, 12.0, 21.0]',134.0,125.0,1,'["demo-2017-d6ea4726e82cf9d01.4", "demo-2017-d6ea4726e82cf9d01.6", "demo-2017-d6ea4726e82cf9d01.7", "demo-2017-d6ea4726e82cf9d01.3"]','[]','','fail','',NULL,NULL,NULL);
INSERT INTO "identities" VALUES('demo-2017-d6ea4726e82cf9d01.i2','demo-2017-d6ea4726e82cf9d01',2,'share: proactive_website / proactive_total','share','[101.0, 125.0]',80.8,80.8,1,'["demo-2017-d6ea4726e82cf9d01.4", "demo-2017-d6ea4726e82cf9d01.3", "demo-2017-d6ea4726e82cf9d01.5"]','[]','','fail','',NULL,NULL,NULL);
INSERT INTO "identities" VALUES('demo-2018.i1','demo-2018',1,'sum: topics = proactive_total','sum','[482.0, 194.0, 372.0]',1048.0,1072.0,0,'["demo-2018.29", "demo-2018.30", "demo-2018.31", "demo-2018.27"]','[]','','fail','',NULL,NULL,NULL);
INSERT INTO "identities" VALUES('demo-2018.i2','demo-2018',2,'sum: outcomes = applications_received','sum','[20.0, 21.0, 3.0]',44.0,45.0,0,'["demo-2018.39", "demo-2018.40", "demo-2018.41", "demo-2018.38"]','[]','','fail','',NULL,NULL,NULL);
INSERT INTO "identities" VALUES('demo-2017.i3','demo-2017',3,'SOURCE-COPY[proactive_other[查阅点]]','same','[21.0]',21.0,20.0,0,'["demo-2017.7"]','[]','松山新区管委会2017年政府信息公开年度报告：“在各查阅点发布信息20条”；松山新区管委会2017年政府信息公开年度报告：“在各查阅点发布信息21条”','fail','',NULL,'demo-2017-d6ea4726e82cf9d01','demo-2017-d6ea4726e82cf9d01.7');
CREATE TABLE "imported_archives" (
   "id" TEXT PRIMARY KEY,
   "portal" TEXT REFERENCES "portals"("id"),
   "crawl" TEXT REFERENCES "crawls"("id"),
   "form" TEXT,
   "file_name" TEXT,
   "file_sha256" TEXT,
   "origin" TEXT,
   "imported_by" TEXT,
   "imported_at" TEXT,
   "records" INTEGER,
   "left_aside" INTEGER,
   "reasons" TEXT,
   "first_at" TEXT,
   "last_at" TEXT,
   "own" INTEGER,
   "signature" TEXT,
   "key" TEXT
);
INSERT INTO "imported_archives" VALUES('demo-import-0','demo','demo-20261127T163736234Z','warc','demo.warc.gz','0000000000000000000000000000000000000000000000000000000000000000','示例','示例','2026-02-03T00:00:00.000000Z',3,0,'{}','2026-02-03T00:00:00.000000Z','2026-02-03T00:00:00.000000Z',0,'none','');
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
INSERT INTO "imports" VALUES('demo-wechat-d3eeecf0a1f3','demo','wechat','wechat.csv','d3eeecf0a1f36343b18fefd3e6aed23319b1d536feb390c713481bd7f2fd5260','2026-11-27T16:37:48.375572Z',782,'2018-01-02','2018-12-31','2018-01-01','2018-12-31');
CREATE TABLE "inspections" (
   "portal" TEXT,
   "number" INTEGER,
   "day" TEXT,
   "title_zh" TEXT,
   "title_en" TEXT,
   "source" TEXT,
   PRIMARY KEY ("portal", "number")
);
INSERT INTO "inspections" VALUES('demo',1,'2018-09-06','锦州市政务公开工作检查（演示）','the city''s inspection of disclosure (demo)','演示');
CREATE TABLE listing_crawls (id INTEGER primary key, crawl TEXT not null unique references crawls (id));
INSERT INTO "listing_crawls" VALUES(2,'demo-20261127T163736234Z');
INSERT INTO "listing_crawls" VALUES(3,'demo-20261127T163754175Z');
INSERT INTO "listing_crawls" VALUES(4,'demo-20261127T163804150Z');
CREATE TABLE listing_entries (
        id INTEGER primary key,
        "column" TEXT not null references "columns" (id),
        title TEXT,
        listed_on TEXT,
        listed_on_printed TEXT,
        url TEXT,
        document TEXT,
        state TEXT
    );
INSERT INTO "listing_entries" VALUES(281,'demo/reports','松山新区管委会2018年度政府信息公开工作报告','2019-03-14',NULL,'http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4826','dd282afb4ac3d0c2d','page');
INSERT INTO "listing_entries" VALUES(282,'demo/reports','松山新区管委会2017年政府信息公开年度报告','2018-06-01',NULL,'http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4823_copy','d6ea4726e82cf9d01','page');
INSERT INTO "listing_entries" VALUES(283,'demo/reports','松山新区管委会2017年政府信息公开年度报告','2018-03-09',NULL,'http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4823','d83989bf384f75504','page');
INSERT INTO "listing_entries" VALUES(353,'demo/services','社会事业局动物防疫条件审查预约办法','2018-10-04',NULL,'http://songshan.demo.invalid/service/bsfw/info_4648','d0042f3df8d054aa7','page');
INSERT INTO "listing_entries" VALUES(616,'demo/news','新区召开年末项目建设推进会','2018-05-12',NULL,'http://news.demo.invalid/201805/n3726.html','d1b8f0bc03b8bd9f4','external');
INSERT INTO "listing_entries" VALUES(775,'demo/key_areas','二季度数据中心项目质量监督记录','2018-12-31',NULL,'http://songshan.demo.invalid/openness/zdly/info_3347','d1599b34a3401725d','page');
INSERT INTO "listing_entries" VALUES(829,'demo/key_areas','社会事业局动物防疫条件审查预约办法','2018-10-04',NULL,'http://songshan.demo.invalid/service/bsfw/info_4648','d0042f3df8d054aa7','page');
CREATE TABLE listing_pages (
        id INTEGER primary key,
        crawl INTEGER not null references listing_crawls (id),
        "column" TEXT not null references "columns" (id),
        page_number INTEGER not null default 1,
        page_url TEXT,
        capture TEXT
    );
INSERT INTO "listing_pages" VALUES(19,2,'demo/reports',1,'http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','urn:uuid:bb94190c-8fc2-42cb-bda9-2637f3b37fca');
INSERT INTO "listing_pages" VALUES(25,2,'demo/services',2,'http://songshan.demo.invalid/service/bsfw?page=2','urn:uuid:a5995a37-ae0f-4bf1-b297-17945087ab84');
INSERT INTO "listing_pages" VALUES(39,2,'demo/news',4,'http://songshan.demo.invalid/news/dzyw?page=4','urn:uuid:c3c49dd6-ded3-4678-b05a-abce35cd43f4');
INSERT INTO "listing_pages" VALUES(47,2,'demo/key_areas',2,'http://songshan.demo.invalid/openness/zdly?page=2','urn:uuid:bc1fd90d-d1f2-42b9-bb78-8c090bed56fe');
INSERT INTO "listing_pages" VALUES(50,2,'demo/key_areas',5,'http://songshan.demo.invalid/openness/zdly?page=5','urn:uuid:03a3a64a-eb6e-412b-b952-fe9bbffd4229');
INSERT INTO "listing_pages" VALUES(64,3,'demo/reports',1,'http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','urn:uuid:00899728-0e01-4088-9f9c-a07fab7650dc');
INSERT INTO "listing_pages" VALUES(70,3,'demo/services',2,'http://songshan.demo.invalid/service/bsfw?page=2','urn:uuid:29a9467e-6f8e-42aa-8e6d-0b0238196bb4');
INSERT INTO "listing_pages" VALUES(84,3,'demo/news',4,'http://songshan.demo.invalid/news/dzyw?page=4','urn:uuid:ad0d0d12-08b5-4748-8d81-c182521ee1e6');
INSERT INTO "listing_pages" VALUES(92,3,'demo/key_areas',2,'http://songshan.demo.invalid/openness/zdly?page=2','urn:uuid:ff3160eb-01ad-4938-b7a2-a35487014d84');
INSERT INTO "listing_pages" VALUES(95,3,'demo/key_areas',5,'http://songshan.demo.invalid/openness/zdly?page=5','urn:uuid:42fe321a-9eef-491c-9ddb-b7c6aa541755');
INSERT INTO "listing_pages" VALUES(109,4,'demo/reports',1,'http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb','urn:uuid:087d6fa0-6f28-4128-9db2-5e3c30948fe2');
INSERT INTO "listing_pages" VALUES(115,4,'demo/services',2,'http://songshan.demo.invalid/service/bsfw?page=2','urn:uuid:b9dc32cf-ce77-4fb3-9363-18c89d8e92c4');
INSERT INTO "listing_pages" VALUES(129,4,'demo/news',4,'http://songshan.demo.invalid/news/dzyw?page=4','urn:uuid:e3f42ac1-48c3-49fe-b7dd-fcaabff501b4');
INSERT INTO "listing_pages" VALUES(137,4,'demo/key_areas',2,'http://songshan.demo.invalid/openness/zdly?page=2','urn:uuid:32ed677a-8183-417a-a5f6-89d97aa40ad5');
INSERT INTO "listing_pages" VALUES(140,4,'demo/key_areas',5,'http://songshan.demo.invalid/openness/zdly?page=5','urn:uuid:8eee2e12-5c75-4c9c-9190-f784bad5b8a9');
CREATE TABLE listing_places (
        page INTEGER not null references listing_pages (id),
        entry INTEGER not null references listing_entries (id),
        crawl INTEGER not null references listing_crawls (id),
        position INTEGER,
        primary key (page, entry)
    ) without rowid
    ;
INSERT INTO "listing_places" VALUES(19,281,2,1);
INSERT INTO "listing_places" VALUES(19,282,2,2);
INSERT INTO "listing_places" VALUES(19,283,2,3);
INSERT INTO "listing_places" VALUES(25,353,2,7);
INSERT INTO "listing_places" VALUES(39,616,2,8);
INSERT INTO "listing_places" VALUES(47,775,2,9);
INSERT INTO "listing_places" VALUES(50,829,2,3);
INSERT INTO "listing_places" VALUES(64,281,3,1);
INSERT INTO "listing_places" VALUES(64,282,3,2);
INSERT INTO "listing_places" VALUES(64,283,3,3);
INSERT INTO "listing_places" VALUES(70,353,3,7);
INSERT INTO "listing_places" VALUES(84,616,3,8);
INSERT INTO "listing_places" VALUES(92,775,3,9);
INSERT INTO "listing_places" VALUES(95,829,3,3);
INSERT INTO "listing_places" VALUES(109,281,4,1);
INSERT INTO "listing_places" VALUES(109,282,4,2);
INSERT INTO "listing_places" VALUES(109,283,4,3);
INSERT INTO "listing_places" VALUES(115,353,4,7);
INSERT INTO "listing_places" VALUES(129,616,4,8);
INSERT INTO "listing_places" VALUES(137,775,4,9);
INSERT INTO "listing_places" VALUES(140,829,4,3);
CREATE TABLE "measures" (
   "key" TEXT PRIMARY KEY,
   "title_zh" TEXT,
   "title_en" TEXT,
   "unit_class" TEXT,
   "sql" TEXT
);
INSERT INTO "measures" VALUES('all_channels','各渠道信息，同题一条','items of all channels, the same title once','items','with found as (
select d.document, d.title, d.title_key, d.published_on, d.url, d.state, d.channel
from channel_documents d
where d.portal = :portal and d.channel in (select value from json_each(:channels)) and (d.published_on between :from_date and :to_date)
), shared as (
  select coalesce(title_key, '''') as key
  from found
  group by title_key
  having min(channel) < max(channel)
), items as (
  select *, row_number() over (partition by channel, title_key order by document) as copy
  from found
  where coalesce(title_key, '''') in (select key from shared)
), united as (
  select *, group_concat(channel, '' '') over same as channels, row_number() over same as place
  from items
  window same as (partition by title_key, copy order by channel
                  rows between unbounded preceding and unbounded following)
)
select document, title, published_on, url, state, channels
from united
where place = 1
union all
select document, title, published_on, url, state, channel
from found
where coalesce(title_key, '''') not in (select key from shared)
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
INSERT INTO "part_texts" VALUES('demo-20261127T163804150Z','d0042f3df8d054aa7',1,'另增一项。
近日，办公室围绕“社会事业局动物防疫条件审查预约办法”作出安排，要求各单位把责任落实到人。群众可到便民服务窗口咨询，也可拨打公布的电话了解人力资源服务许可的情况。
有关单位要加强配合，及时报告进展，重要情况随时上报。要统筹做好消防安全和春季各项工作，确保按期完成。','{"paragraphs": [[0, 5], [6, 87], [88, 138]], "tables": []}');
INSERT INTO "part_texts" VALUES('demo-20261127T163804150Z','d0042f3df8d054aa7',2,'近日，办公室围绕“社会事业局动物防疫条件审查预约办法”作出安排，要求各单位把责任落实到人。群众可到便民服务窗口咨询，也可拨打公布的电话了解人力资源服务许可的情况。
有关单位要加强配合，及时报告进展，重要情况随时上报。要统筹做好消防安全和春季各项工作，确保按期完成。','{"paragraphs": [[0, 81], [82, 132]], "tables": []}');
CREATE TABLE "past_documents" (
   "crawl" TEXT REFERENCES "crawls"("id"),
   "document" TEXT,
   "portal" TEXT REFERENCES "portals"("id"),
   "url" TEXT,
   "state" TEXT,
   "title" TEXT,
   "published_on" TEXT,
   "archived_at" TEXT,
   "listed_at" TEXT,
   "capture" TEXT,
   "version" INTEGER,
   PRIMARY KEY ("crawl", "document")
);
INSERT INTO "past_documents" VALUES('demo-20260203T000000000Z','d83989bf384f75504','demo','http://songshan.demo.invalid/','page','示例',NULL,NULL,'2019-03-01T00:00:00.000000Z',NULL,NULL);
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
INSERT INTO "portals" VALUES('demo','松山新区管理委员会（演示）','Songshan New District Management Committee (demo)','["松山新区管委会", "松山新区管理委员会"]','http://songshan.demo.invalid/','Asia/Shanghai','b88fd81ab531513b71a6e22a368b360487c9f88f0edc09763aef90dcc9dcd213','modern');
CREATE TABLE "promises" (
   "as_of" TEXT REFERENCES "crawls"("id"),
   "number" INTEGER,
   "portal" TEXT REFERENCES "portals"("id"),
   "source" TEXT,
   "document" TEXT REFERENCES "documents"("id"),
   "version" INTEGER,
   "quote" TEXT,
   "start" INTEGER,
   "end" INTEGER,
   "state" TEXT,
   "documents" INTEGER,
   "newest_on" TEXT,
   "newest" TEXT,
   "undated" INTEGER,
   "every" INTEGER,
   "columns" TEXT,
   "note" TEXT,
   "sql" TEXT,
   "current" INTEGER,
   PRIMARY KEY ("as_of", "number")
);
INSERT INTO "promises" VALUES('demo-20261127T163736234Z',1,'demo','guide','d0042f3df8d054aa7',837,'机构职能',86,90,'not_found',0,NULL,NULL,0,NULL,'[]','[{"key": "crawled_columns", "columns": 13}]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''能'') > 0 and (instr(title_key, ''职'') > 0 or instr(title_key, ''職'') > 0)
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*[机機][构構][职職]能*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*"]'') where w.words glob replace(value, ''{name}'', ''机构职能'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select id as document from documents where rowid in (
  select rowid from documents where portal = ''demo'' and "import" is null and (instr(title_key, ''机构职能'') > 0 or instr(title_key, ''主要职责'') > 0 or instr(title_key, ''内设机构'') > 0 or instr(title_key, ''三定方案'') > 0))
)
union
select document from (
select a.document
from crawls w
join attachments a on a.crawl = w.id and (instr(a.name, ''机构职能'') > 0 or instr(a.name, ''主要职责'') > 0 or instr(a.name, ''内设机构'') > 0 or instr(a.name, ''三定方案'') > 0)
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',0);
INSERT INTO "promises" VALUES('demo-20261127T163736234Z',2,'demo','guide','d0042f3df8d054aa7',837,'领导分工',91,95,'not_found',0,NULL,NULL,0,NULL,'[]','[{"key": "crawled_columns", "columns": 13}]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''工'') > 0 and instr(title_key, ''分'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*[领領][导導]分工*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*"]'') where w.words glob replace(value, ''{name}'', ''领导分工'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select id as document from documents where rowid in (
  select rowid from documents where portal = ''demo'' and "import" is null and (instr(title_key, ''领导分工'') > 0 or instr(title_key, ''工作分工'') > 0))
)
union
select document from (
select a.document
from crawls w
join attachments a on a.crawl = w.id and (instr(a.name, ''领导分工'') > 0 or instr(a.name, ''工作分工'') > 0)
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',0);
INSERT INTO "promises" VALUES('demo-20261127T163736234Z',3,'demo','guide','d0042f3df8d054aa7',837,'政府文件',100,104,'dead',22,'2019-11-13','d845fe1191829eb0c',0,183,'["政府文件"]','[{"key": "older_than_asked", "newest": "2019-11-13", "day": "2026-11-28", "days": 2572, "every": 183}]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''件'') > 0 and instr(title_key, ''文'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where instr(w.words, ''政府文件'') > 0 and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*"]'') where w.words glob replace(value, ''{name}'', ''政府文件'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select l.document
from crawls w
join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/policy"]''))
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',0);
INSERT INTO "promises" VALUES('demo-20261127T163736234Z',4,'demo','guide','d0042f3df8d054aa7',837,'规范性文件',105,110,'dead',6,'2019-03-30','d325e34ff3d53896a',0,183,'["规范性文件"]','[{"key": "older_than_asked", "newest": "2019-03-30", "day": "2026-11-28", "days": 2800, "every": 183}]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''件'') > 0 and instr(title_key, ''文'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*[规規][范範]性文件*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*"]'') where w.words glob replace(value, ''{name}'', ''规范性文件'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select l.document
from crawls w
join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/normative"]''))
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',0);
INSERT INTO "promises" VALUES('demo-20261127T163736234Z',5,'demo','guide','d0042f3df8d054aa7',837,'解读文件',111,115,'there',28,'2019-09-23','d86a11bc70e1bc404',0,NULL,'["解读文件"]','[]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''件'') > 0 and instr(title_key, ''文'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*解[读讀]文件*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*"]'') where w.words glob replace(value, ''{name}'', ''解读文件'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select l.document
from crawls w
join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/interpretations"]''))
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',0);
INSERT INTO "promises" VALUES('demo-20261127T163736234Z',6,'demo','guide','d0042f3df8d054aa7',837,'财政预算',120,124,'dead',6,'2019-02-18','da0c79a61b22d0f6f',0,456,'[]','[{"key": "older_than_asked", "newest": "2019-02-18", "day": "2026-11-28", "days": 2840, "every": 456}]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''算'') > 0 and instr(title_key, ''政'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''政府收支决算'', ''财政决算''), ''政府收支预算'', ''财政预算''), ''政府财政决算'', ''财政决算''), ''政府财政预算'', ''财政预算''), ''财政收支决算'', ''财政决算''), ''财政收支预算'', ''财政预算''), ''政府预决算'', ''财政预算决算''), ''财政预决算'', ''财政预算决算''), ''政府决算'', ''财政决算''), ''政府预算'', ''财政预算''), ''预决算'', ''预算决算''), ''松山新区管理委员会'', ('''')) as words from titles),
step1 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from step0),
worded as (select id, words from step1)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*[财財]政[预預]算*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*","*[镇乡村]*{name}*","*街道*{name}*","*全[省市区县]{name}*"]'') where w.words glob replace(value, ''{name}'', ''财政预算'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select id as document from documents where rowid in (
  select rowid from documents where portal = ''demo'' and "import" is null and (instr(title_key, ''预算'') > 0))
)
union
select document from (
select a.document
from crawls w
join attachments a on a.crawl = w.id and (instr(a.name, ''预算'') > 0)
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',0);
INSERT INTO "promises" VALUES('demo-20261127T163754175Z',1,'demo','guide','d0042f3df8d054aa7',837,'机构职能',86,90,'not_found',0,NULL,NULL,0,NULL,'[]','[{"key": "crawled_columns", "columns": 13}]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''能'') > 0 and (instr(title_key, ''职'') > 0 or instr(title_key, ''職'') > 0)
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*[机機][构構][职職]能*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*"]'') where w.words glob replace(value, ''{name}'', ''机构职能'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select id as document from documents where rowid in (
  select rowid from documents where portal = ''demo'' and "import" is null and (instr(title_key, ''机构职能'') > 0 or instr(title_key, ''主要职责'') > 0 or instr(title_key, ''内设机构'') > 0 or instr(title_key, ''三定方案'') > 0))
)
union
select document from (
select a.document
from crawls w
join attachments a on a.crawl = w.id and (instr(a.name, ''机构职能'') > 0 or instr(a.name, ''主要职责'') > 0 or instr(a.name, ''内设机构'') > 0 or instr(a.name, ''三定方案'') > 0)
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',1);
INSERT INTO "promises" VALUES('demo-20261127T163754175Z',2,'demo','guide','d0042f3df8d054aa7',837,'领导分工',91,95,'not_found',0,NULL,NULL,0,NULL,'[]','[{"key": "crawled_columns", "columns": 13}]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''工'') > 0 and instr(title_key, ''分'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*[领領][导導]分工*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*"]'') where w.words glob replace(value, ''{name}'', ''领导分工'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select id as document from documents where rowid in (
  select rowid from documents where portal = ''demo'' and "import" is null and (instr(title_key, ''领导分工'') > 0 or instr(title_key, ''工作分工'') > 0))
)
union
select document from (
select a.document
from crawls w
join attachments a on a.crawl = w.id and (instr(a.name, ''领导分工'') > 0 or instr(a.name, ''工作分工'') > 0)
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',1);
INSERT INTO "promises" VALUES('demo-20261127T163754175Z',3,'demo','guide','d0042f3df8d054aa7',837,'政府文件',100,104,'dead',22,'2019-11-13','d845fe1191829eb0c',0,183,'["政府文件"]','[{"key": "older_than_asked", "newest": "2019-11-13", "day": "2026-11-28", "days": 2572, "every": 183}]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''件'') > 0 and instr(title_key, ''文'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where instr(w.words, ''政府文件'') > 0 and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*"]'') where w.words glob replace(value, ''{name}'', ''政府文件'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select l.document
from crawls w
join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/policy"]''))
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',1);
INSERT INTO "promises" VALUES('demo-20261127T163754175Z',4,'demo','guide','d0042f3df8d054aa7',837,'规范性文件',105,110,'dead',6,'2019-03-30','d325e34ff3d53896a',0,183,'["规范性文件"]','[{"key": "older_than_asked", "newest": "2019-03-30", "day": "2026-11-28", "days": 2800, "every": 183}]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''件'') > 0 and instr(title_key, ''文'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*[规規][范範]性文件*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*"]'') where w.words glob replace(value, ''{name}'', ''规范性文件'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select l.document
from crawls w
join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/normative"]''))
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',1);
INSERT INTO "promises" VALUES('demo-20261127T163754175Z',5,'demo','guide','d0042f3df8d054aa7',837,'解读文件',111,115,'there',28,'2019-09-23','d86a11bc70e1bc404',0,NULL,'["解读文件"]','[]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''件'') > 0 and instr(title_key, ''文'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*解[读讀]文件*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*"]'') where w.words glob replace(value, ''{name}'', ''解读文件'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select l.document
from crawls w
join listings l on l.crawl = w.id and l."column" in (select value from json_each(''["demo/interpretations"]''))
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',1);
INSERT INTO "promises" VALUES('demo-20261127T163754175Z',6,'demo','guide','d0042f3df8d054aa7',837,'财政预算',120,124,'dead',6,'2019-02-18','da0c79a61b22d0f6f',0,456,'[]','[{"key": "older_than_asked", "newest": "2019-02-18", "day": "2026-11-28", "days": 2840, "every": 456}]','with shown as (
select document from (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''算'') > 0 and instr(title_key, ''政'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''政府收支决算'', ''财政决算''), ''政府收支预算'', ''财政预算''), ''政府财政决算'', ''财政决算''), ''政府财政预算'', ''财政预算''), ''财政收支决算'', ''财政决算''), ''财政收支预算'', ''财政预算''), ''政府预决算'', ''财政预算决算''), ''财政预决算'', ''财政预算决算''), ''政府决算'', ''财政决算''), ''政府预算'', ''财政预算''), ''预决算'', ''预算决算''), ''松山新区管理委员会'', ('''')) as words from titles),
step1 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from step0),
worded as (select id, words from step1)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*[财財]政[预預]算*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*","*[镇乡村]*{name}*","*街道*{name}*","*全[省市区县]{name}*"]'') where w.words glob replace(value, ''{name}'', ''财政预算'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
union
select document from (
select id as document from documents where rowid in (
  select rowid from documents where portal = ''demo'' and "import" is null and (instr(title_key, ''预算'') > 0))
)
union
select document from (
select a.document
from crawls w
join attachments a on a.crawl = w.id and (instr(a.name, ''预算'') > 0)
where w.portal = ''demo'' and w.accepted = 1
)
)
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from (select distinct document from shown) s
cross join documents d on d.id = s.document
where d.portal = ''demo'' and d."import" is null and d.gone_since is null
order by d.published_on, d.id',1);
CREATE TABLE "purged" (
   "record" TEXT PRIMARY KEY REFERENCES "captures"("id"),
   "number" INTEGER,
   "url" TEXT,
   "entity_digest" TEXT,
   "block_sha256" TEXT,
   "characters" INTEGER,
   "ordered" TEXT,
   "purged_on" TEXT,
   "warc_file" TEXT,
   "warc_offset" INTEGER
);
INSERT INTO "purged" VALUES('urn:uuid:8302ad5c-1caa-478b-aa02-67c0775265a3',1,'http://songshan.demo.invalid/openness/zfxxgk/zfxxgknb/info_4823','sha256:92d7aa8c9d8deff6f24487c35bee9d5e4c350f29897f46b94e3db1e66926846b','0000000000000000000000000000000000000000000000000000000000000000',544,'示例','2026-02-03','demo-20261127T163736234Z-00000.warc.gz',1657189);
CREATE TABLE "remarks" (
   "id" TEXT PRIMARY KEY,
   "portal" TEXT REFERENCES "portals"("id"),
   "number" INTEGER,
   "report" TEXT,
   "quote" TEXT,
   "occurrence" INTEGER,
   "claim_metric" TEXT,
   "rule" TEXT,
   "relation" TEXT,
   "kind" TEXT,
   "text" TEXT,
   "said_by" TEXT,
   "said_on" TEXT,
   "source" TEXT,
   "url" TEXT,
   "language" TEXT,
   "outcome" TEXT,
   "verdict" TEXT,
   "claim" TEXT REFERENCES "claims"("id"),
   "identity" TEXT REFERENCES "identities"("id"),
   "state" TEXT,
   "why_unattached" TEXT,
   "file_sha256" TEXT,
   "current" INTEGER
);
INSERT INTO "remarks" VALUES('demo-f80233408b0f','demo',1,'demo-2018','《松山新区政府信息公开目录》',1,NULL,NULL,NULL,'note','目录仍在制度栏目中','核对人','2026-03-02','','','','confirmed','found','demo-2018.3',NULL,'attached','','a357de4ddc3a582ba7248c12ff40e2354bd66b20dd290b1b1c5bf987584be99d',1);
INSERT INTO "remarks" VALUES('demo-c8d425a84f41','demo',2,'demo-2018',NULL,1,NULL,'sum: topics = proactive_total',NULL,'reply','各栏目合计系笔误，
以总数为准。','松山新区管委会办公室','2026-03-20','松管办函〔2026〕8号','https://songshan.demo.invalid/letters/2026-8.html','zh','none',NULL,NULL,'demo-2018.i1','attached','','a357de4ddc3a582ba7248c12ff40e2354bd66b20dd290b1b1c5bf987584be99d',1);
INSERT INTO "remarks" VALUES('demo-2c19f5160749','demo',3,'demo-2018','公开会议纪要99份',1,NULL,NULL,NULL,'note','原文中已无此句','核对人','2026-03-02','','','','none',NULL,NULL,NULL,'unattached','the report does not have these words 1 times','a357de4ddc3a582ba7248c12ff40e2354bd66b20dd290b1b1c5bf987584be99d',1);
CREATE TABLE "report_sources" (
   "report" TEXT REFERENCES "reports"("id"),
   "source" TEXT REFERENCES "reports"("id"),
   "kind" TEXT,
   "agree" INTEGER,
   "differ" INTEGER,
   "undecided" INTEGER,
   "only_report" INTEGER,
   "only_source" INTEGER,
   PRIMARY KEY ("report", "source")
);
INSERT INTO "report_sources" VALUES('demo-2017','demo-2017-d6ea4726e82cf9d01','copy',14,1,0,0,0);
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
, "cut" INTEGER NOT NULL DEFAULT 0, "kind" TEXT NOT NULL DEFAULT 'report', "copy_of" TEXT);
INSERT INTO "reports" VALUES('demo-2017','demo','d83989bf384f75504',842,2017,'松山新区管委会2017年政府信息公开年度报告','2018-03-09',8,1,0,'report',NULL);
INSERT INTO "reports" VALUES('demo-2017-d6ea4726e82cf9d01','demo','d6ea4726e82cf9d01',843,2017,'松山新区管委会2017年政府信息公开年度报告','2018-06-01',8,1,0,'report','demo-2017');
INSERT INTO "reports" VALUES('demo-2018','demo','dd282afb4ac3d0c2d',844,2018,'松山新区管委会2018年度政府信息公开工作报告','2019-03-14',8,1,0,'report',NULL);
CREATE TABLE "runs" (
   "id" TEXT PRIMARY KEY,
   "crawl" TEXT REFERENCES "crawls"("id"),
   "started_at" TEXT,
   "ended_at" TEXT,
   "requests" INTEGER,
   "software" TEXT
);
INSERT INTO "runs" VALUES('ea0036fc7fed4780bcd9b373dc9ace31','demo-20261127T163736234Z','2026-11-27T16:37:36.234638Z','2026-11-27T16:37:41.941546Z',765,'gongkai 0.1.0, Scrapy 2.19.0, warcio 1.8.1');
INSERT INTO "runs" VALUES('6badef2cb6944ed39e1f1e72bdbf877c','demo-20261127T163754175Z','2026-11-27T16:37:54.175747Z','2026-11-27T16:37:59.691682Z',765,'gongkai 0.1.0, Scrapy 2.19.0, warcio 1.8.1');
INSERT INTO "runs" VALUES('cf960652b860420695d4fb5682e11095','demo-20261127T163804150Z','2026-11-27T16:38:04.150288Z',NULL,NULL,'gongkai 0.1.0, Scrapy 2.19.0, warcio 1.8.1');
CREATE TABLE "series" (
   "id" TEXT PRIMARY KEY,
   "portal" TEXT REFERENCES "portals"("id"),
   "as_of" TEXT,
   "as_of_date" TEXT,
   "sort" TEXT,
   "prefix" TEXT,
   "kind" TEXT,
   "year" INTEGER,
   "spelling" TEXT,
   "owner" TEXT,
   "first" INTEGER,
   "last" INTEGER,
   "published" INTEGER,
   "missing" INTEGER,
   "share" REAL,
   "issued" INTEGER,
   "cited" INTEGER,
   "twice" INTEGER,
   "outliers" INTEGER,
   "reason" TEXT,
   "unread" TEXT
);
INSERT INTO "series" VALUES('demo-3e19f9c0e3a745fc','demo','demo-20261127T163754175Z','2026-11-28','document','锦松管办发','办发',2018,'锦松管办发〔2018〕#号','own',4,7,2,2,0.5,4,1,0,0,'','[]');
INSERT INTO "series" VALUES('demo-9ba9a57d615ae530','demo','demo-20261127T163754175Z','2026-11-28','index','SS','',2018,'SS-2018-####','unknown',1,1,1,NULL,NULL,NULL,0,0,0,'single','[]');
INSERT INTO "series" VALUES('demo-ed40fa463e6c46e0','demo','demo-20261127T163754175Z','2026-11-28','document','松管发','发',2018,'松管发〔2018〕#号','unknown',1,1,1,NULL,NULL,NULL,0,0,0,'single','[]');
CREATE TABLE "series_gaps" (
   "series" TEXT REFERENCES "series"("id"),
   "first" INTEGER,
   "last" INTEGER,
   "numbers" INTEGER,
   "first_number" TEXT,
   "last_number" TEXT,
   "after_date" TEXT,
   "before_date" TEXT,
   PRIMARY KEY ("series", "first")
);
INSERT INTO "series_gaps" VALUES('demo-3e19f9c0e3a745fc',5,6,2,'锦松管办发〔2018〕5号','锦松管办发〔2018〕6号','2018-04-18','2018-07-11');
CREATE TABLE "series_numbers" (
   "series" TEXT REFERENCES "series"("id"),
   "serial" INTEGER,
   "document" TEXT REFERENCES "documents"("id"),
   "number" TEXT,
   "origin" TEXT,
   "outlier" INTEGER,
   PRIMARY KEY ("series", "serial", "document")
);
INSERT INTO "series_numbers" VALUES('demo-9ba9a57d615ae530',1,'d0042f3df8d054aa7','SS-2018-0001','field',0);
INSERT INTO "series_numbers" VALUES('demo-ed40fa463e6c46e0',1,'d0042f3df8d054aa7','松管发〔2018〕1号','field',0);
CREATE TABLE "sightings" (
   "crawl" TEXT REFERENCES "crawls"("id"),
   "document" TEXT,
   "version" INTEGER REFERENCES "document_versions"("id"),
   "capture" TEXT REFERENCES "captures"("id"),
   PRIMARY KEY ("crawl", "document")
);
INSERT INTO "sightings" VALUES('demo-20261127T163736234Z','d1599b34a3401725d',369,'urn:uuid:e9c73bbb-c493-40ec-8320-c7e5185e0687');
INSERT INTO "sightings" VALUES('demo-20261127T163736234Z','d0042f3df8d054aa7',773,'urn:uuid:9e90ae7b-2b0b-4628-aafb-1f7aa2097929');
INSERT INTO "sightings" VALUES('demo-20261127T163736234Z','d83989bf384f75504',842,'urn:uuid:8302ad5c-1caa-478b-aa02-67c0775265a3');
INSERT INTO "sightings" VALUES('demo-20261127T163736234Z','d6ea4726e82cf9d01',843,'urn:uuid:c05ca152-7d6e-47a6-9f5c-350781078a01');
INSERT INTO "sightings" VALUES('demo-20261127T163736234Z','dd282afb4ac3d0c2d',844,'urn:uuid:3b1696c6-3df1-49fa-ae87-415ae39a020a');
INSERT INTO "sightings" VALUES('demo-20261127T163736234Z','d02356092634402ae',914,'urn:uuid:1cf73129-f5e3-4919-b462-37fd387a4b74');
INSERT INTO "sightings" VALUES('demo-20261127T163754175Z','d1599b34a3401725d',369,'urn:uuid:a529747c-73d8-4d5b-b251-c2508a639d6b');
INSERT INTO "sightings" VALUES('demo-20261127T163754175Z','d0042f3df8d054aa7',923,'urn:uuid:ba08bf9a-0478-4080-b7c5-bd2587c99833');
INSERT INTO "sightings" VALUES('demo-20261127T163754175Z','d83989bf384f75504',842,'urn:uuid:fd18368f-082b-4b7a-9806-74ffec54a450');
INSERT INTO "sightings" VALUES('demo-20261127T163754175Z','d6ea4726e82cf9d01',843,'urn:uuid:8370c21d-867c-4eac-9603-e488e68f4d24');
INSERT INTO "sightings" VALUES('demo-20261127T163754175Z','dd282afb4ac3d0c2d',844,'urn:uuid:24288ead-7a0a-4de8-8637-2ede14003d96');
INSERT INTO "sightings" VALUES('demo-20261127T163754175Z','d02356092634402ae',914,'urn:uuid:2d61cf98-bcf0-4668-9018-145bdf6eeba7');
INSERT INTO "sightings" VALUES('demo-20261127T163804150Z','d1599b34a3401725d',369,'urn:uuid:30374892-bd9a-4fee-8803-03d8314f9187');
INSERT INTO "sightings" VALUES('demo-20261127T163804150Z','d0042f3df8d054aa7',923,'urn:uuid:5561c49c-c3e2-4bdc-8a0d-6172554c7c6f');
CREATE TABLE "subtotals" (
   "finding" TEXT REFERENCES "findings"("id"),
   "number" INTEGER,
   "key" TEXT,
   "subject" TEXT,
   "documents" INTEGER,
   "amount" REAL,
   "counted" INTEGER,
   "sql" TEXT,
   PRIMARY KEY ("finding", "number")
);
INSERT INTO "subtotals" VALUES('demo-2017.1@demo-20261127T163754175Z',1,'listed_now','',1,1.0,1,'with counted as (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''南'') > 0 and instr(title_key, ''指'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''政府信息公开'', ''信息公开''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*信息公[开開]指南*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*","*[局镇乡村院校]{name}*","*街道{name}*","*中心{name}*","*办事处{name}*","*[局镇乡村院校]主动公开{name}*"]'') where w.words glob replace(value, ''{name}'', ''信息公开指南'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
select counted.* from counted
join documents d on d.id = counted.document
where exists (select 1 from listings l where l.document = d.id and l.crawl in (select value from json_each(''["demo-20261127T163754175Z", "demo-city-20261127T163733030Z"]'')))');
INSERT INTO "subtotals" VALUES('demo-2017.3@demo-20261127T163754175Z',1,'channel','own_site',101,101.0,1,'select d.document, d.title, d.published_on, d.url, d.state, d.channel
from channel_documents d
where d.portal = ''demo'' and d.channel = ''own_site'' and (d.published_on between ''2017-01-01'' and ''2017-12-31'')
order by d.published_on, d.document');
INSERT INTO "subtotals" VALUES('demo-2017.3@demo-20261127T163754175Z',2,'channel','city_site',15,15.0,1,'select d.document, d.title, d.published_on, d.url, d.state, d.channel
from channel_documents d
where d.portal = ''demo'' and d.channel = ''city_site'' and (d.published_on between ''2017-01-01'' and ''2017-12-31'')
order by d.published_on, d.document');
INSERT INTO "subtotals" VALUES('demo-2017.3@demo-20261127T163754175Z',3,'channel','wechat',NULL,NULL,0,'');
INSERT INTO "subtotals" VALUES('demo-2017.8@demo-20261127T163754175Z',1,'listed_now','',4,4.0,1,'with counted as (
select d.id as document, d.title, d.published_on, d.url, d.state, d.channel, group_concat(distinct c.title) as listed_in
from column_metrics m
join "columns" c on c.id = m."column"
join crawls w on w.portal = c.portal and w.accepted = 1
cross join listings l on l.crawl = w.id and l."column" = c.id
cross join documents d on d.id = l.document
where c.portal = ''demo'' and m.metric = ''documents_published'' and ''own_site'' in ('''', c.channel) and (d.published_on between ''2017-01-01'' and ''2017-12-31'')
group by d.id
order by d.published_on, d.id
)
select counted.* from counted
join documents d on d.id = counted.document
where exists (select 1 from listings l where l.document = d.id and l.crawl in (select value from json_each(''["demo-20261127T163754175Z", "demo-city-20261127T163733030Z"]'')))');
INSERT INTO "subtotals" VALUES('demo-2017.8@demo-20261127T163754175Z',2,'listed_twice','',1,1.0,1,'with counted as (
select d.id as document, d.title, d.published_on, d.url, d.state, d.channel, group_concat(distinct c.title) as listed_in
from column_metrics m
join "columns" c on c.id = m."column"
join crawls w on w.portal = c.portal and w.accepted = 1
cross join listings l on l.crawl = w.id and l."column" = c.id
cross join documents d on d.id = l.document
where c.portal = ''demo'' and m.metric = ''documents_published'' and ''own_site'' in ('''', c.channel) and (d.published_on between ''2017-01-01'' and ''2017-12-31'')
group by d.id
order by d.published_on, d.id
)
select counted.* from counted
join documents d on d.id = counted.document
where 1 < (select count(distinct l."column") from listings l join crawls w on w.id = l.crawl and w.accepted = 1 where l.document = d.id)');
INSERT INTO "subtotals" VALUES('demo-2018.2@demo-20261127T163754175Z',1,'listed_now','',1,1.0,1,'with counted as (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''南'') > 0 and instr(title_key, ''指'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''政府信息公开'', ''信息公开''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*信息公[开開]指南*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*","*[局镇乡村院校]{name}*","*街道{name}*","*中心{name}*","*办事处{name}*","*[局镇乡村院校]主动公开{name}*"]'') where w.words glob replace(value, ''{name}'', ''信息公开指南'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
select counted.* from counted
join documents d on d.id = counted.document
where exists (select 1 from listings l where l.document = d.id and l.crawl in (select value from json_each(''["demo-20261127T163754175Z", "demo-city-20261127T163733030Z"]'')))');
INSERT INTO "subtotals" VALUES('demo-2018.3@demo-20261127T163754175Z',1,'listed_now','',1,1.0,1,'with counted as (
with titles as (
  select rowid as id, title_key as words from documents
  where portal = ''demo'' and "import" is null and instr(title_key, ''目'') > 0 and instr(title_key, ''公'') > 0
), step0 as (select id, replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(words, ''政府信息公开'', ''信息公开''), ''松山新区管理委员会'', ('''')), ''松山新区管委会'', ('''')), ''松山新区'', ('''')), ''区本级'', ('''')), ''县本级'', ('''')), ''市本级'', ('''')), ''省本级'', ('''')), ''暂行'', ('''')), ''本级'', ('''')), ''试行'', ('''')) as words from titles),
worded as (select id, words from step0)
select d.id as document, d.title, d.published_on, d.published_on_other, d.url, d.state, '''' as attachment
from documents d
where d.rowid in (select w.id from worded w where w.words glob ''*信息公[开開]目[录彔錄録]*'' and not exists (select 1 from json_each(''["*征求*意见*","*意见稿*","*草案*","*送审稿*","*讨论稿*","*解读*","*解讀*","*图解*","*一图读懂*","*问答*","*答记者问*","*起草*","*请示*","*废止*","*失效*","*关于修订*{name}*","*关于修改*{name}*","*关于调整*{name}*","*关于编制*{name}*","*关于制定*{name}*","*关于清理*{name}*","*关于报送*{name}*","*做好*{name}*","*关于开展*{name}*","*关于加强*{name}*","*关于规范*{name}*","*召开*{name}*","*举办*{name}*","*转发*{name}*","*学习*{name}*","*贯彻*{name}*","*{name}*批复*","*{name}*培训*","*{name}*会议*","*{name}*修订说明*","*{name}*修订工作*","*{name}编制*","*{name}编写*","*{name}管理*","*{name}调整工作*","*{name}动态*","*{name}调整方案*","*{name}工作*","*{name}公开工作*","*{name}*检查*","*{name}*通报*","*{name}执行*","*{name}绩效*","*{name}实施细则*","*{name}补充*","*[局镇乡村院校]{name}*","*街道{name}*","*中心{name}*","*办事处{name}*","*[局镇乡村院校]主动公开{name}*"]'') where w.words glob replace(value, ''{name}'', ''信息公开目录'')))
union all
select d.id, d.title, d.published_on, d.published_on_other, a.url, d.state, min(a.name)
from crawls w
cross join attachments a on a.crawl = w.id
cross join documents d on d.id = a.document
where w.portal = ''demo'' and w.accepted = 1 and d.portal = ''demo'' and d."import" is null and a.url in (select value from json_each(''[]''))
group by d.id, a.url
order by published_on, document
)
select counted.* from counted
join documents d on d.id = counted.document
where exists (select 1 from listings l where l.document = d.id and l.crawl in (select value from json_each(''["demo-20261127T163754175Z", "demo-city-20261127T163733030Z"]'')))');
INSERT INTO "subtotals" VALUES('demo-2018.8@demo-20261127T163754175Z',1,'listed_now','',12,12.0,1,'with counted as (
select d.id as document, d.title, d.published_on, d.url, d.state, d.channel, group_concat(distinct c.title) as listed_in
from column_metrics m
join "columns" c on c.id = m."column"
join crawls w on w.portal = c.portal and w.accepted = 1
cross join listings l on l.crawl = w.id and l."column" = c.id
cross join documents d on d.id = l.document
where c.portal = ''demo'' and m.metric = ''documents_published'' and ''own_site'' in ('''', c.channel) and (d.published_on between ''2018-01-01'' and ''2018-12-31'')
group by d.id
order by d.published_on, d.id
)
select counted.* from counted
join documents d on d.id = counted.document
where exists (select 1 from listings l where l.document = d.id and l.crawl in (select value from json_each(''["demo-20261127T163754175Z", "demo-city-20261127T163733030Z"]'')))');
INSERT INTO "subtotals" VALUES('demo-2018.8@demo-20261127T163754175Z',2,'listed_twice','',3,3.0,1,'with counted as (
select d.id as document, d.title, d.published_on, d.url, d.state, d.channel, group_concat(distinct c.title) as listed_in
from column_metrics m
join "columns" c on c.id = m."column"
join crawls w on w.portal = c.portal and w.accepted = 1
cross join listings l on l.crawl = w.id and l."column" = c.id
cross join documents d on d.id = l.document
where c.portal = ''demo'' and m.metric = ''documents_published'' and ''own_site'' in ('''', c.channel) and (d.published_on between ''2018-01-01'' and ''2018-12-31'')
group by d.id
order by d.published_on, d.id
)
select counted.* from counted
join documents d on d.id = counted.document
where 1 < (select count(distinct l."column") from listings l join crawls w on w.id = l.crawl and w.accepted = 1 where l.document = d.id)');
CREATE TABLE "text_signatures" (
   "content_digest" TEXT PRIMARY KEY,
   "scheme" TEXT,
   "signature" BLOB
);
INSERT INTO "text_signatures" VALUES('sha256:00b2c55dfde3260b7c0f19e499379c92b23d16637442489edbf74ff0b4bd883d','rensa-2-packed-8-ad4f4290',X'B29E8241935C52CEB98D42E189F2FFF24A68D59B52550F2FDDBE7C972F415B26296984EC2252E70A27B61CADCD77AA5246135621E86C92BD76755FC12B93F967646E1D94223EBB614136849B634802EAF2204DA459A8ED16CBCC0946A08D416B5DF51D984C1A5AF9E20D1D0F7933908819D5469CCA20704E7F74BE4E9BF2E94036B077C6EA9873F01701B26E01D714862171671B170D9F5AFA47F728EB5DACE3A61628A4AA80446800D55C23E64B06CAA20253A40338918FABD2B89C89D7FEA59F284778E754CA4D838CC42A6DBCA272E8C6082474522876B3E4010D8708462E3AAA8868975167C6EA5B27D9E4C40B67452911226717B64F73A14CC4');
INSERT INTO "text_signatures" VALUES('sha256:01105c688636a2ca64aa9c838f3b124dec758c8a2f4aedacd06ba2b72710171a','rensa-2-packed-8-ad4f4290',X'DA9F7F123BF22FFCB98D4FAEC8C2FFF2A96C9716525559E44F70C47618C55B26855D84EC21AFBBD3B41153C94600C47E3E111BE0E86C11639B4B5FC1B0630E21A98A8C36D1E7BB614136FDF10986B30167AB992E59B294E7CBCC094633BEF2D482741D985B1D100E4B460431EE0E4BA219D5469C18CC704EC42DFB42B905DC2836B05C0A0C9474462D95B26EFEC3D0AC21715707170D198AC566B08974FD35AA6B889AF3AA80C4D36299F3E1E64BC729295BCF40AEF6078A0CB0B89CEABDC1BAB58BB4F54780B535838C42476DBCF02A66710376C38DA216B3E46AA0870889128A8FDEA59751640B94B7FD31E4C4ECA1C1A393006717BEEE322BB675');
INSERT INTO "text_signatures" VALUES('sha256:01173923db7e6ee0c32c17e8f4c8b5153c9f3bedd4f36e0981744ef80cc5079c','rensa-2-packed-8-ad4f4290',X'DA9F534DFA184C6CB62A7117C1ACFFF24A681784B5EBBF0A4F7062939C205B26425C84EC3A17E70A5C690797E7DA36A5F0717AC3E86CA71F76755FC18F5E75EBD339D9FEBAD15C9ABCA2FDF1EAC402EA346AE41A5723299CCBCC0946A08D9028FEB11D98BF1CCD83C72CB928E53A908819D51E0C72F52B10F063C7E9F236A9C858B085D57FA513C274F9E6A301D7C6D87ABC553B481283E375E33D1469AC018F4A1A0B5BAA80DCF19F6825AFE64B8AAD92111C0B19359373FEF7966989D7206DCD97A5D51CBA1A87838C60FA6DBCF02AE8C6037655FBC844B3E44C30ADB88CAA2B209F0A9751D9D1BD2F11C3E4C4A99E3B1B82BC6717AA850733BA84');
CREATE TABLE "timeliness" (
   "document" TEXT PRIMARY KEY REFERENCES "documents"("id"),
   "portal" TEXT,
   "as_of" TEXT REFERENCES "crawls"("id"),
   "year" INTEGER,
   "kind" TEXT,
   "written_on" TEXT,
   "published_on" TEXT,
   "working_days" INTEGER,
   "published_on_other" TEXT,
   "other_days" INTEGER,
   "lacked_on" TEXT,
   "at_least" INTEGER
);
INSERT INTO "timeliness" VALUES('d0042f3df8d054aa7','demo','demo-20261127T163754175Z',2018,'over','2018-01-15','2018-10-04',179,NULL,NULL,NULL,NULL);
CREATE TABLE "twins" (
   "document" TEXT PRIMARY KEY REFERENCES "documents"("id"),
   "portal" TEXT,
   "as_of" TEXT REFERENCES "crawls"("id"),
   "year" INTEGER,
   "kind" TEXT,
   "twin" TEXT REFERENCES "documents"("id"),
   "similarity" REAL,
   "days_apart" INTEGER
);
INSERT INTO "twins" VALUES('d6ea4726e82cf9d01','demo','demo-20261127T163754175Z',2018,'form','d83989bf384f75504',1.0,84);
CREATE TABLE "unread" (
   "crawl" TEXT REFERENCES "crawls"("id"),
   "url" TEXT,
   "purpose" TEXT,
   "column" TEXT,
   "reason" TEXT,
   "answered" INTEGER,
   PRIMARY KEY ("crawl", "url")
);
INSERT INTO "unread" VALUES('demo-20261127T163736234Z','http://songshan.demo.invalid/service/bsfw/info_4722','document','demo/services','soft_404',1);
INSERT INTO "unread" VALUES('demo-20261127T163754175Z','http://songshan.demo.invalid/service/bsfw/info_4722','document','demo/services','soft_404',1);
CREATE TABLE "withheld" (
   "number" INTEGER PRIMARY KEY,
   "pattern" TEXT,
   "portal" TEXT,
   "reason" TEXT,
   "withheld_by" TEXT,
   "withheld_on" TEXT,
   "why_lifted" TEXT,
   "lifted_by" TEXT,
   "lifted_on" TEXT
);
INSERT INTO "withheld" VALUES(1,'http://songshan.demo.invalid/none/*','','示例','','2026-11-27',NULL,NULL,NULL);
CREATE TABLE "year_notes" (
   "id" TEXT PRIMARY KEY,
   "report" TEXT REFERENCES "reports"("id"),
   "previous" TEXT,
   "number" INTEGER,
   "kind" TEXT,
   "subject" TEXT,
   "previous_value" REAL,
   "value" REAL,
   "unit" TEXT,
   "previous_claim" TEXT,
   "claim" TEXT
);
INSERT INTO "year_notes" VALUES('demo-2018.y1','demo-2018','demo-2017',1,'repeated','八、问题和下步打算',NULL,0.814,'',NULL,NULL);
INSERT INTO "year_notes" VALUES('demo-2018.y2','demo-2018','demo-2017',2,'appeared','equipment',NULL,1.0,'台',NULL,'demo-2018.1');
INSERT INTO "year_notes" VALUES('demo-2018.y15','demo-2018','demo-2017',15,'vanished','leaflets',2000.0,NULL,'份','demo-2017.2',NULL);
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
CREATE INDEX "idx_attachments_document"
    ON "attachments" ("document");
CREATE INDEX "idx_claims_report_number"
    ON "claims" ("report", "number");
CREATE INDEX "idx_claims_metric"
    ON "claims" ("metric");
CREATE INDEX "idx_findings_report_verdict"
    ON "findings" ("report", "verdict");
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
CREATE INDEX "idx_year_notes_report"
    ON "year_notes" ("report");
CREATE INDEX idx_documents_other_date on documents (portal, published_on_other) where published_on_other <> '';
CREATE INDEX idx_documents_imported on documents (portal, channel, published_on) where "import" is not null;
CREATE INDEX idx_documents_titles on documents (portal, title_key) where "import" is null;
CREATE INDEX "idx_unread_url"
    ON "unread" ("url");
CREATE INDEX idx_documents_printed_day on documents (portal, published_on_printed) where published_on_printed <> '';
CREATE VIEW "channel_documents" AS 
        select c.portal, c.key as channel, d.id as document, d.title, d.title_key, d.published_on,
               d.published_on_other, d.published_on_printed, d.date_conflict, d.state, d.url, d.content_digest,
               d.first_seen, d.characters
        from channels c join documents d on c.kind = 'site' and d.portal = c.site and d."import" is null
             and (c.source = '' or d.source = c.source or d.issuer = c.source)
        union all
        select c.portal, c.key, d.id, d.title, d.title_key, d.published_on,
               d.published_on_other, d.published_on_printed, d.date_conflict, d.state, d.url, d.content_digest,
               d.first_seen, d.characters
        from channels c join documents d on c.kind = 'import' and d.portal = c.portal and d.channel = c.key
             and d."import" is not null;
CREATE INDEX "idx_figure_sources_report_number"
    ON "figure_sources" ("report", "number");
CREATE INDEX "idx_remarks_report_state"
    ON "remarks" ("report", "state");
CREATE INDEX "idx_remarks_claim"
    ON "remarks" ("claim");
CREATE INDEX "idx_remarks_identity"
    ON "remarks" ("identity");
CREATE VIEW "finding_remarks" AS 
        select f.id as finding, f.report, f.verdict, f.current, r.id as remark, r.kind, r.text, r.said_by, r.said_on,
               r.source, r.url, r.language, r.outcome, r.verdict as outcome_verdict
        from remarks r join findings f on f.report = r.report and (f.claim = r.claim or f.identity = r.identity)
        where r.current = 1;
CREATE INDEX "idx_changes_portal_seen_at"
    ON "changes" ("portal", "seen_at");
CREATE INDEX "idx_changes_document"
    ON "changes" ("document");
CREATE INDEX "idx_changes_crawl_kind"
    ON "changes" ("crawl", "kind");
CREATE INDEX idx_attachments_file on attachments (file);
CREATE INDEX "idx_series_portal_year"
    ON "series" ("portal", "year");
CREATE INDEX "idx_cited_numbers_document"
    ON "cited_numbers" ("document");
CREATE INDEX "idx_timeliness_portal_year_kind"
    ON "timeliness" ("portal", "year", "kind");
CREATE INDEX "idx_twins_portal_year_kind"
    ON "twins" ("portal", "year", "kind");
CREATE INDEX "idx_twins_twin"
    ON "twins" ("twin");
CREATE INDEX "idx_checklist_portal_current"
    ON "checklist" ("portal", "current");
CREATE INDEX "idx_promises_portal_current"
    ON "promises" ("portal", "current");
CREATE INDEX "idx_past_documents_document"
    ON "past_documents" ("document");
CREATE INDEX "idx_imported_archives_crawl"
    ON "imported_archives" ("crawl");
CREATE VIEW "standing_crawls" AS 
select w.* from crawls w where w.accepted = 1 and (w.source = 'live' or not exists (
    select 1 from crawls x where x.portal = w.portal and x.accepted = 1 and x.source = 'live'));
CREATE INDEX "idx_crawls_portal_closed_at"
    ON "crawls" ("portal", "closed_at");
CREATE INDEX "idx_columns_portal"
    ON "columns" ("portal");
CREATE INDEX "idx_runs_crawl"
    ON "runs" ("crawl");
CREATE INDEX "idx_imports_portal"
    ON "imports" ("portal");
CREATE INDEX "idx_reports_portal_year"
    ON "reports" ("portal", "year");
CREATE INDEX "idx_identities_report"
    ON "identities" ("report");
CREATE INDEX "idx_findings_claim"
    ON "findings" ("claim");
CREATE INDEX "idx_remarks_portal"
    ON "remarks" ("portal");
CREATE INDEX "idx_contemporary_crawl"
    ON "contemporary" ("crawl");
CREATE INDEX "idx_decisions_claim"
    ON "decisions" ("claim");
CREATE INDEX "idx_document_urls_document"
    ON "document_urls" ("document");
CREATE INDEX idx_findings_current on findings (report, verdict, identity) where current = 1;
CREATE INDEX idx_crawls_brought on crawls (portal) where accepted = 1 and source <> 'live';
CREATE INDEX idx_listing_pages_crawl_column on listing_pages (crawl, "column", page_number);
CREATE INDEX idx_listing_entries_document_column on listing_entries (document, "column");
CREATE INDEX idx_listing_entries_column_document on listing_entries ("column", document);
CREATE UNIQUE INDEX idx_listing_places_entry_crawl on listing_places (entry, crawl);
CREATE VIEW column_documents as
    select distinct e."column", e.document from listing_entries e where exists (
        select 1 from listing_places l cross join listing_crawls n on n.id = l.crawl
        cross join crawls w on w.id = n.crawl and w.accepted = 1 where l.entry = e.id);
CREATE VIEW listings as
select c.crawl, p."column", l.position, e.title, e.listed_on, e.url, e.document, e.state, p.page_url, p.capture,
    p.page_number, e.listed_on_printed
from listing_entries e join listing_places l on l.entry = e.id
join listing_pages p on p.id = l.page and p.crawl = l.crawl
join listing_crawls c on c.id = l.crawl;
COMMIT;
