package auth

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/lyceum/lyceum/auth/internal/ratelimit"
	"github.com/lyceum/lyceum/auth/store"
)

// coreTables are the reference's (better-auth-core, section 6.1). Field order is wire
// order.
func coreTables(o *Options) []store.Table {
	reference := &store.Reference{Model: "user", Field: "id"}
	created := store.Field{Name: "createdAt", Type: store.Date, DefaultNow: true, NoInput: true}
	updated := store.Field{Name: "updatedAt", Type: store.Date, DefaultNow: true, TouchOnUpdate: true, NoInput: true}
	updatedPlain := updated
	updatedPlain.NoColumnDefault = true
	text := func(name string) store.Field { return store.Field{Name: name, Nullable: true} }
	date := func(name string) store.Field { return store.Field{Name: name, Type: store.Date, Nullable: true} }

	tables := []store.Table{
		{Model: "user", Fields: []store.Field{
			{Name: "name"}, {Name: "email", Unique: true, Sortable: true},
			{Name: "emailVerified", Type: store.Boolean, NoInput: true, Default: func() any { return false }},
			text("image"), created, updated,
		}},
		{Model: "session", Fields: []store.Field{
			{Name: "expiresAt", Type: store.Date}, {Name: "token", Unique: true}, created, updatedPlain,
			text("ipAddress"), text("userAgent"), {Name: "userId", References: reference, Index: true},
		}},
		{Model: "account", Fields: []store.Field{
			{Name: "accountId"}, {Name: "providerId"}, {Name: "userId", References: reference, Index: true},
			hidden(text("accessToken")), hidden(text("refreshToken")), hidden(text("idToken")),
			hidden(date("accessTokenExpiresAt")), hidden(date("refreshTokenExpiresAt")),
			text("scope"), hidden(text("password")), created, updatedPlain,
		}},
		{Model: "verification", Fields: []store.Field{
			{Name: "identifier", Index: true}, {Name: "value"}, {Name: "expiresAt", Type: store.Date}, created, updated,
		}},
	}
	for i, m := range o.coreModels() {
		m.rename(&tables[i])
		tables[i].Watched = o.watchesRows() && slices.Contains(watched, tables[i].Model)
	}
	// Rows of these two are kept in secondary storage where there is one.
	tables[1].Elsewhere = o.SecondaryStorage != nil && !o.Session.StoreSessionInDatabase
	tables[3].Elsewhere = o.SecondaryStorage != nil && !o.Verification.StoreInDatabase
	if o.RateLimit.Storage == "database" {
		tables = append(tables, ratelimit.Table(o.RateLimit.ModelName, o.RateLimit.Fields))
	}
	return tables
}

// wideAsText lets 64-bit numbers leave as texts.
func wideAsText(tables []store.Table) []store.Table {
	tables = slices.Clone(tables)
	for i := range tables {
		tables[i].Fields = slices.Clone(tables[i].Fields)
		for j := range tables[i].Fields {
			if f := &tables[i].Fields[j]; f.Type == store.Number && f.BigInt && f.TransformOutput == nil {
				f.TransformOutput = wideText
			}
		}
	}
	return tables
}

func wideText(v any) any {
	if n, ok := v.(int64); ok {
		return strconv.FormatInt(n, 10)
	}
	return v
}

func hidden(f store.Field) store.Field {
	f.Hidden = true
	return f
}

// coreModels are the options of the core's tables, in the order of coreTables.
func (o *Options) coreModels() []ModelOptions {
	return []ModelOptions{o.User.ModelOptions, o.Session.ModelOptions, o.Account.ModelOptions, o.Verification.ModelOptions}
}

func (m ModelOptions) rename(t *store.Table) {
	t.Name, t.Fields = m.ModelName, m.Rename(t.Fields)
}

// Rename gives fields the columns that the options name, and returns them.
func (m ModelOptions) Rename(fields []store.Field) []store.Field {
	for i := range fields {
		if column := m.Fields[fields[i].Name]; column != "" {
			fields[i].Column = column
		}
	}
	return fields
}

// coreFields are the fields of a model that only the engine may set through inputs.
var coreFields = map[string][]string{
	"user":    {"name", "email", "emailVerified", "image", "createdAt", "updatedAt", "id"},
	"session": {"expiresAt", "token", "createdAt", "updatedAt", "ipAddress", "userAgent", "userId", "id"},
}

// allTables are the core's tables with every extension, and the plugins' own.
func (b *Builder) allTables() ([]store.Table, error) {
	tables := append(coreTables(&b.auth.options), b.tables...)
	var errs []error
	for _, ext := range b.extensions {
		i := slices.IndexFunc(tables, func(t store.Table) bool { return t.Model == ext.model })
		if i < 0 {
			errs = append(errs, fmt.Errorf("%s extends the unknown model %q", ext.plugin, ext.model))
			continue
		}
		tables[i].Fields = append(slices.Clip(tables[i].Fields), ext.fields...)
		tables[i].Indexes = append(slices.Clip(tables[i].Indexes), ext.indexes...)
		tables[i].Counted = tables[i].Counted || ext.counted
	}
	for i, m := range b.auth.options.coreModels() {
		b.addFields(&tables[i], m.AdditionalFields)
	}
	return tables, errors.Join(errs...)
}

// addFields adds the application's fields to a table of the core, after the plugins', on
// the wire too. A field that a plugin has as well takes its place, as in the reference, but
// by the safer defaults does not open it to clients.
func (b *Builder) addFields(t *store.Table, fields []store.Field) {
	t.Fields = slices.Clip(t.Fields)
	for _, field := range fields {
		i := slices.IndexFunc(t.Fields, func(f store.Field) bool { return f.Name == field.Name })
		if i < 0 || !b.extends(t.Model, field.Name) {
			t.Fields = append(t.Fields, field)
			continue
		}
		field.NoInput = field.NoInput || t.Fields[i].NoInput && b.auth.Safer()
		t.Fields = slices.Clone(t.Fields)
		t.Fields[i] = field
	}
}

// extends reports whether a plugin has added a field to a model.
func (b *Builder) extends(model, field string) bool {
	return slices.ContainsFunc(b.extensions, func(e extension) bool {
		return e.model == model && slices.ContainsFunc(e.fields, func(f store.Field) bool { return f.Name == field })
	})
}
