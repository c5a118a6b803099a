// Package auth is an authentication server that speaks the Better Auth protocol
// (npm better-auth 1.7.25): its official JavaScript clients work against it
// unchanged, and it can share one database and one secret with a running Node Better
// Auth.
//
// # Use
//
//	db, err := sqlstore.Open(ctx, "sqlite:auth.db")
//	a, err := auth.New(auth.Options{
//		BaseURL:  "https://example.com",
//		Secret:   os.Getenv("BETTER_AUTH_SECRET"),
//		Database: db,
//		Plugins:  []auth.Plugin{password.New(password.Options{})},
//	})
//	err = a.Migrate(ctx)
//	http.Handle("/api/auth/", a.Handler())
//
// The package itself signs nobody in: it owns the request pipeline, users, sessions,
// accounts and one-time values. E-mail and password is plugin/password, social
// sign-in plugin/social, and so on; each stands on the seam that is open to
// everybody: [Plugin] and [Builder]. In other routers the handler is mounted as any
// other; auth/examples has chi and gin.
//
// # Options
//
// [Options] has the reference's options under the reference's names, or nearly: Go
// counts time in [time.Duration], writes a function where the reference takes one, and
// turns around a name whose default is true, so that the zero value is always the
// default. New reports all mistakes at once and does not touch the database. What is
// safer here than in the reference is so by default; Compat "reference" restores its
// behaviour.
//
// # Protecting one's own handlers
//
// [Auth.SessionOf] tells who makes any request, by cookie or by whatever a plugin
// accepts. It only reads. A service without the database verifies tokens with package
// auth/verify.
//
// # Without a request
//
// What the reference keeps for its own server is methods here: [Auth.CreateUser],
// [Auth.FindUserByEmail], [Auth.UpdateUser] and [Auth.DeleteUser]; [Auth.CreateSession],
// [Auth.Sessions] and [Auth.DeleteSessions]; [Auth.CreateAccount] and [Auth.Accounts];
// [Auth.CreateVerification] and [Auth.TakeVerification], which of any number of callers
// only one gets. Plugins have theirs: password.Plugin.Set gives a password to somebody
// who has none. All of them take part in the transaction of their context; [Auth.InTx]
// opens one, [Auth.AfterCommit] waits for its end.
//
// # Hooks and events
//
// A [BeforeHook] sees every endpoint with its body before that is validated, and may
// answer in its place; an [AfterHook] sees what was answered, errors too, and may answer
// otherwise. Options.Before runs before the plugins' hooks, Options.After as well.
//
// [Events] are typed and belong to what happens instead of to a path: …ing before a
// write, where they may change or refuse it, …ed after it in the same transaction.
// SigningIn is the one door of every way to sign in; a [*Challenge] asks there for more.
// Options.Events are the application's (the reference's databaseHooks), Builder.Events a
// plugin's.
//
// # Errors
//
// A client sees an [Error]: status, code and message, and nothing of its cause. Codes are
// listed in codes.go, a plugin's in its own package. Any other error is a 500 without a
// body, a lost database and an overload a 503 with the time to try again. Causes go to
// Options.Log under the id of the X-Error-Id header, or to OnAPIError.OnError.
//
// # Writing a plugin
//
// A plugin is a value with an ID and a Setup that declares everything on a [Builder]:
// endpoints with [Handle], tables and further fields, hooks, events, cookies, rate limits
// and trusted origins. An endpoint is a plain function from a typed input to a result or
// an error; [Level] says what session it asks for. What needs the finished server is a
// [Starter]. New finds every collision between plugins: paths, tables, fields, cookies.
//
// # Database
//
// Package store is the contract, store/sqlstore speaks to PostgreSQL and SQLite. Tables
// are the reference's to the letter; Options.Naming, ModelName and Fields give them other
// names, AdditionalFields more columns. [Auth.Migrate] only adds; [Auth.Migrator] shows
// the difference first.
//
// # Testing
//
// Package authtest starts a server on a database of its own, with browsers that keep
// cookies, a mailbox, and every statement that was made. Time and randomness are
// Options.Now and Options.Random.
//
// # How a request travels
//
//	trusted origin, CSRF → rate limit → route → decode and validate → session
//	→ before hooks → endpoint → commit → after hooks → reply
//
// One direction, each step in a file of its own: handler.go has the order, which is
// the reference's, down to which error wins. reply.go is the one place that writes a
// result or an error.
//
// # What never breaks
//
// Names on the wire and in the database; cookie, hash and encryption formats; the
// exported names of this package and of its plugins, within a major version. Migrations
// only add. A secret is never logged, an error's cause never sent.
package auth
