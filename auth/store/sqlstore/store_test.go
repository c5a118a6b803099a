package sqlstore_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/lyceum/lyceum/auth/store"
	"github.com/lyceum/lyceum/auth/store/sqlstore"
	"github.com/lyceum/lyceum/auth/store/storetest"
	"github.com/lyceum/lyceum/internal/pgtest"
)

func TestStorePostgres(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Database { return open(t, pgtest.New(t), patient) })
}

func TestStoreSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Database {
		return open(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"), patient)
	})
}

func TestStoreMemory(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Database { return open(t, "memory:", patient) })
}

// patient: a machine with much else to do is not an unavailable database.
var patient = sqlstore.WithTimeout(soon)

// TestOpenDoesNotConnect: a program starts at once, and with one connection.
func TestOpenDoesNotConnect(t *testing.T) {
	t.Parallel()
	db := open(t, pgtest.New(t))
	if n := db.Pool().Stat().TotalConns(); n != 0 {
		t.Errorf("%d connections before the first statement", n)
	}
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if n := db.Pool().Stat().TotalConns(); n != 1 {
		t.Errorf("%d connections after the first statement", n)
	}
	path := filepath.Join(t.TempDir(), "a.db")
	open(t, "sqlite:"+path)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file exists before the first statement (%v)", err)
	}
}
