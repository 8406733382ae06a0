SELECT household FROM kept.unsettled {in_scope}
