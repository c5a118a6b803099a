package main

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/lyceum/lyceum/auth/verify"
	"github.com/lyceum/lyceum/internal/config"
	"github.com/lyceum/lyceum/internal/web"
	"github.com/lyceum/lyceum/learn"
	"github.com/lyceum/lyceum/learn/api"
	"github.com/lyceum/lyceum/learn/assistant"
	learndb "github.com/lyceum/lyceum/learn/db"
	"github.com/lyceum/lyceum/learn/rag/chunk"
	"github.com/lyceum/lyceum/learn/rag/index"
	"github.com/lyceum/lyceum/site"
)

// platform is the learning side: course, quizzes, progress, and the search index of the book.
type platform struct {
	learn     *learn.API
	assistant *assistant.Service // nil when it is switched off
	index     *index.FullText
	docs      fs.FS
	log       *slog.Logger
}

// newPlatform reads the book. It does not fill the index.
func newPlatform(settings *config.Settings, db *learndb.DB, verifier *verify.Verifier, version string, log *slog.Logger) (*platform, error) {
	docs, err := folder(settings.Book.Docs, site.Docs, "docs")
	if err != nil {
		return nil, err
	}
	quizzes, err := folder(settings.Book.Quizzes, site.Quizzes, "quizzes")
	if err != nil {
		return nil, err
	}
	platform := &platform{index: index.New(db), docs: docs, log: log}
	readers := readers(verifier)
	clientIP, err := web.ClientIP(settings.Auth.Advanced.IPAddress.TrustedProxies)
	if err != nil {
		return nil, fmt.Errorf("auth.advanced.ipAddress.trustedProxies: %w", err)
	}
	platform.learn, err = learn.New(learn.Options{
		DB: db, Book: docs, Quizzes: quizzes, Auth: readers, ClientIP: clientIP, Log: log, Now: now,
		Tested: settings.Book.Docs == "" && settings.Book.Quizzes == "",
	})
	if err != nil || !settings.Assistant.Enabled {
		return platform, err
	}
	model, err := newModel(settings.Assistant)
	if err != nil {
		return nil, err
	}
	platform.assistant, err = assistant.New(assistant.Options{
		DB: db, Index: platform.index, Course: platform.learn.Course(), Auth: readers, Model: model, Version: version, Log: log, Now: now,
	})
	return platform, err
}

// newModel returns nil without a key: then answers are quotations.
func newModel(settings config.Assistant) (assistant.Agent, error) {
	if settings.OpenAIAPIKey == "" {
		return nil, nil
	}
	return assistant.NewModel(assistant.ModelOptions{
		APIKey: settings.OpenAIAPIKey.Reveal(), BaseURL: settings.OpenAIURL, Name: settings.Model,
	})
}

// folder is an operator's folder, or the one in the binary.
func folder(path string, embedded fs.FS, name string) (fs.FS, error) {
	if path == "" {
		return fs.Sub(embedded, name)
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder that can be read", path)
	}
	return os.DirFS(path), nil
}

// readers lets the platform learn from a verified token who is asking.
func readers(v *verify.Verifier) api.Auth {
	return api.Auth{Required: v.Required, Optional: v.Optional, User: func(ctx context.Context) (*api.User, bool) {
		user, ok := verify.UserFrom(ctx)
		if !ok {
			return nil, false
		}
		return &api.User{
			ID: user.ID, Email: user.Email, Name: user.Name, Image: user.Image, EmailVerified: user.EmailVerified,
			Role: user.Role, SessionID: user.SessionID, Claims: user.Claims,
		}, true
	}}
}

// newVerifier believes the engine's own keys when it runs in this process, else those the auth service publishes, and a
// shared secret only when the settings ask for it.
func newVerifier(settings *config.Settings, where addresses, engine *engine, log *slog.Logger) (*verify.Verifier, error) {
	options := verify.Options{Issuer: where.issuer, Audience: where.aud, Log: log, Now: now}
	switch {
	case settings.API.Verify == "shared-secret":
		options.HMACSecret = settings.API.JWTSecret.Reveal()
		options.Issuer, options.Audience = settings.API.Issuer, settings.API.Audience
	case engine != nil && engine.jwt != nil:
		options.Keys = verify.KeySourceFunc(engine.jwt.PublicKeys)
	default:
		options.JWKSURL = where.jwks
	}
	if settings.API.Cookie != "" {
		options.Cookie = verify.Cookie{Name: settings.API.Cookie, TrustedOrigins: append([]string{where.own}, where.foreign...)}
	}
	return verify.New(options)
}

// fill brings the search index up to date with the book.
func (p *platform) fill(ctx context.Context) (index.Stats, bool, error) {
	chunks, err := chunk.Parse(p.docs, p.lessons(), chunk.Options{})
	if err != nil {
		return index.Stats{}, false, fmt.Errorf("read the book for the index: %w", err)
	}
	changed, err := p.index.Replace(ctx, chunks)
	if err != nil {
		return index.Stats{}, false, fmt.Errorf("index the book: %w", err)
	}
	stats, err := p.index.Stats(ctx)
	return stats, changed, err
}

// lessons lists the written lessons for the index.
func (p *platform) lessons() []chunk.Lesson {
	var list []chunk.Lesson
	for _, part := range p.learn.Course().Parts {
		for _, chapter := range part.Chapters {
			for _, lesson := range chapter.Lessons {
				if lesson.Written {
					list = append(list, chunk.Lesson{
						ID: lesson.ID, File: lesson.File, URL: lesson.URL, Path: []string{part.Title, chapter.Title, lesson.Title},
					})
				}
			}
		}
	}
	return list
}
