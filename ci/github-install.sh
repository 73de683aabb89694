#!/usr/bin/env bash
# Step 1 of action.yml: builds fabcert from the action's own checkout, unless there is one already.
set -euo pipefail

if command -v fabcert >/dev/null; then
  fabcert --version
  exit 0
fi
root="${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:-/tmp}}/fabcert"
cargo install --locked --root "$root" --path "$FABCERT_ACTION/fabcert-cli"
echo "$root/bin" >> "$GITHUB_PATH"
"$root/bin/fabcert" --version
