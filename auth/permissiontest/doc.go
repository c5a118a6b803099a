// Package permissiontest says who may call what: testdata/permissions.txt has a row for every
// endpoint of the engine and of all plugins together, and a column for every role. The
// tests of this package play each cell over HTTP, on SQLite and on PostgreSQL, and fail when an
// endpoint has no row.
//
// A row is
//
//	POST /organization/update   401  400  403  200  200  400  400  401  200
//	> {"organizationId":"{org}","data":{"name":"Other"}}
//	< "name":"Other"
//	400 USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION
//	403 YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_ORGANIZATION
//
// A cell is a status. The lines below say what the row sends (> a query or a body, a file as a
// data URL) and what an
// allowed request is answered with (< part of the body or of the address it leads to), and which
// code, or without one which message, a status stands for; 401 is UNAUTHORIZED unless a
// line says otherwise, and 400a and 400b are two codes of one status. An endpoint may have
// several rows, with different bodies.
//
// testdata/statements.txt is about the same endpoints: how many statements they take, never
// more than the reference needs in the same situation.
//
// {names} stand for things that are made for the cell alone, such as {org}, the organisation; see
// things_test.go. Those with "my" belong to who asks; for nobody, to somebody else.
package permissiontest
