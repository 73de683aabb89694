//! FC904: an ignore that matches nothing. `selection` finds it, once every other rule has been asked.

rule!("FC904", "ignore-unused", Warning);
