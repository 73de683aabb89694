//! FC903: an ignore past its end. `selection` finds it, once every other rule has been asked.

rule!("FC903", "ignore-expired", Error);
