// Package ferretdb names the server that tests/setup builds, so that its modules are pinned.
//
//go:build server

package ferretdb

import _ "github.com/FerretDB/FerretDB/cmd/ferretdb"
