"""The functions that templates may call: facts about the blueprint, worked out for the file that needs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oagen.render import cases, dashboards, handlers, imports, markup, revisions, rules, seeds, tables, wording

HELPERS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        cases.contract_cases,
        cases.factories,
        dashboards.dashboard,
        handlers.handlers,
        imports.outgoing_imports,
        markup.html_fields,
        revisions.column_code,
        revisions.read_column,
        revisions.type_code,
        rules.fixed_properties,
        rules.untold_properties,
        rules.overlaid_properties,
        rules.read_only_properties,
        rules.sources_of_keys,
        rules.sources_of_kinds,
        rules.sources_of_parts,
        rules.sources_on_change,
        rules.sources_on_create,
        rules.sources_on_delete,
        seeds.seed_arguments,
        seeds.seed_documents,
        seeds.seeded_resources,
        tables.clients_choose_keys,
        tables.companions_of,
        tables.members_of,
        tables.declared_columns,
        tables.heeded_columns,
        tables.held_lists,
        tables.shown_names,
        tables.shown_rows,
        tables.list_names,
        tables.numberings,
        tables.row_names,
        tables.repository_bases,
        tables.row_counts,
        tables.service_base,
        tables.table_arguments,
        wording.in_words,
    )
}
