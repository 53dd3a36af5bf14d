"""Google's side: what is asked, what answers mean, and that nobody is lost or doubled by them."""
