"""Editorial pages: front page, articles, news, publications, ideas, texts and podcasts."""
