package sqlstore_test

import (
	"path/filepath"
	"testing"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/storetest"
	"github.com/lyceum/lyceum/internal/pgtest"
)

func TestStorePostgres(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Database { return open(t, pgtest.New(t)) })
}

func TestStoreSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Database { return open(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db")) })
}
