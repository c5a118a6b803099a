// Package site carries the book and the built front end inside the binary.
//
// Docs holds the lessons as they are written (Markdown and the table of contents), Quizzes the questions with
// their answers, and Build the pages that browsers get. Only Build may ever be served: the other two are for the
// index, the course and the grader. Build is empty, but for a marker file, until `npm run build` has run here.
package site

import "embed"

// Docs is the book's source: docs/contents.yaml and docs/<part>/<chapter>/<lesson>.mdx.
//
//go:embed all:docs
var Docs embed.FS

// Quizzes is quizzes/<id>.yaml, answers included.
//
//go:embed all:quizzes
var Quizzes embed.FS

// Build is the site as built, below build/.
//
//go:embed all:build
var Build embed.FS
