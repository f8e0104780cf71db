"""How the site is built: ``sphinx-build -W docs site``. It asks nothing of the network."""

project = "stalkdiary"
author = "The stalkdiary authors"
extensions = ["myst_parser"]
root_doc = "index"
language = "en-GB"
html_theme = "furo"
html_title = "stalkdiary"
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "footer_icons": [],
    "top_of_page_buttons": [],
}
