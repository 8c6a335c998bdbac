"""The demo portal: a committee's site over real HTTP, whose truth is written down before it is generated.

``truth/`` says what there is (columns, documents by kind, named documents, reports) and what verification must come
to. ``documents`` draws titles, dates and numbers from a seed; a skin (``skins/*.yml``) gives addresses, templates,
labels and paging; ``render`` makes the pages, ``services`` what lists are asked from, ``server`` answers on loopback,
``cases`` makes the cases in which the sites are observed (truth/cases.yml), ``nights`` the own site in every night of a
year of changes (truth/nights.yml, truth/changes.yml), ``expected`` what watching it must report.
Traits of real sites name, where they stand, the page of the corpus they imitate. Nothing outside this package imports
it.
"""
