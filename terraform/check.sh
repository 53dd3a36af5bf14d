#!/bin/sh
# Format, validity and tests of the Terraform configuration: `make check` runs it.
#
# TF_OFFLINE names a command to use instead of terraform where the registry cannot be reached.
# REQUIRE_TERRAFORM=1 makes a failure of what would be skipped.
set -eu
cd "$(dirname "$0")"

skip() {
  echo "terraform: $1; skipped"
  exit "${REQUIRE_TERRAFORM:-0}"
}

command -v terraform >/dev/null || skip 'not installed'
terraform fmt -check -recursive .
run=${TF_OFFLINE:-terraform}
$run -chdir="$PWD" init -backend=false -input=false >/dev/null 2>&1 || skip 'the registry cannot be reached'
$run -chdir="$PWD" validate >/dev/null || { $run -chdir="$PWD" validate; exit 1; }
$run -chdir="$PWD" test
