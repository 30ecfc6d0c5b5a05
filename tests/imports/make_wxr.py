#!/usr/bin/env python3
"""A WordPress export that nobody ever wrote: make_wxr.py POSTS DOCUMENTS SITE [PICTURES] > file.xml

SITE is the address of the old site, "http://127.0.0.1:8080"; every post up to
PICTURES shows a picture of it. The same numbers give the same file."""
import sys
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

posts, documents, site = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
pictures = int(sys.argv[4]) if len(sys.argv) > 4 else 0
CATEGORIES = ["Vie de l’association", "Comptoirs d’échange", "Presse"]
out = sys.stdout


def cdata(text):
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def item(number, kind, title, link, date, body, status="publish", more=""):
    utc = date.strftime("%Y-%m-%d %H:%M:%S")
    out.write(f"""<item><title>{cdata(title)}</title><link>{escape(link)}</link>
<pubDate>{date.strftime('%a, %d %b %Y %H:%M:%S')} +0000</pubDate>
<guid isPermaLink="false">{escape(site)}/?p={number}</guid><description></description>
<content:encoded>{cdata(body)}</content:encoded><excerpt:encoded>{cdata('')}</excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>{utc}</wp:post_date_gmt>
<wp:post_modified_gmt>{utc}</wp:post_modified_gmt><wp:status>{status}</wp:status>
<wp:post_type>{kind}</wp:post_type><wp:post_password></wp:post_password>
{more}</item>
""")


out.write(f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>L’ancien site de la Noisette</title><link>{escape(site)}</link><language>fr-FR</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>{escape(site)}</wp:base_site_url>
<wp:base_blog_url>{escape(site)}</wp:base_blog_url>
""")
start = datetime(2014, 3, 1, 9, 30)
for n in range(1, pictures + 1):
    item(100000 + n, "attachment", f"photo-{n}", f"{site}/photo-{n}/", start + timedelta(days=n), "", "inherit",
         f"<wp:attachment_url>{escape(site)}/wp-content/uploads/photo-{n}.png</wp:attachment_url>"
         f"<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key>"
         f"<wp:meta_value>{cdata(f'Le marché, vue {n}')}</wp:meta_value></wp:postmeta>")
for n in range(1, posts + 1):
    date = start + timedelta(days=2 * n, minutes=7 * n % 600)
    picture = f'<p><img src="{site}/wp-content/uploads/photo-{n}-300x200.png" alt="" /></p>' if n <= pictures else ""
    body = (f"<!-- wp:paragraph --><p>Texte numéro {n} de l’ancien site, avec <strong>du gras</strong>, un "
            f'<a href="{site}/a-propos/">lien</a> &amp; une liste :</p><!-- /wp:paragraph -->'
            f"<ul><li>un</li><li>deux</li></ul>{picture}<blockquote><p>On s’en souvient.</p></blockquote>")
    category = CATEGORIES[n % len(CATEGORIES)]
    more = (f'<category domain="category" nicename="c{n % 3}">{cdata(category)}</category>'
            f'<category domain="post_tag" nicename="marche">{cdata("marché local")}</category>')
    if n % 5 == 0:
        more += "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>Bravo</wp:comment_content></wp:comment>"
    item(n, "post", f"Nouvelle numéro {n}", f"{site}/{date:%Y/%m}/nouvelle-{n}/", date, body,
         "draft" if n % 40 == 0 else "publish", more)
for n in range(1, documents + 1):
    item(200000 + n, "attachment", f"Compte rendu {n}", f"{site}/compte-rendu-{n}/", start + timedelta(days=3 * n), "",
         "inherit", f"<wp:attachment_url>{escape(site)}/wp-content/uploads/compte-rendu-{n}.pdf</wp:attachment_url>")
out.write("</channel></rss>\n")
