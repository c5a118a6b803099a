package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/lyceum/lyceum/internal/config"
	"github.com/lyceum/lyceum/internal/pages"
	"github.com/lyceum/lyceum/internal/web"
	"github.com/lyceum/lyceum/site"
)

type serveCommand struct {
	Service   string `arg:"" optional:"" default:"all" enum:"all,auth,api" help:"all, auth or api."`
	Port      *int   `short:"p" help:"Port to listen on; 3000 for all, 8002 for auth, 8001 for api."`
	Host      string `help:"Address to listen on; 0.0.0.0 means all."`
	Site      string `placeholder:"FOLDER" help:"A built site to serve in place of the one in the binary."`
	NoMigrate bool   `name:"no-migrate" help:"Leave the database as it is."`
}

// overrides are the flags as settings.
func (c *serveCommand) overrides() []config.Override {
	var list []config.Override
	if c.Port != nil {
		list = append(list, config.Override{Path: "server.port", Value: strconv.Itoa(*c.Port), Origin: "--port"})
	}
	if c.Host != "" {
		list = append(list, config.Override{Path: "server.host", Value: c.Host, Origin: "--host"})
	}
	if c.Site != "" {
		list = append(list, config.Override{Path: "server.site", Value: c.Site, Origin: "--site"})
	}
	if c.NoMigrate {
		list = append(list, config.Override{Path: "database.migrate", Value: "false", Origin: "--no-migrate"})
	}
	return list
}

// heapFloor is never written to and so takes no memory; it is there to be counted. What lives between requests is some
// two megabytes, and a collector that runs whenever that has doubled would run forty times a second under load. With
// the floor it lets at least so much be allocated first.
const heapFloor = 16 << 20

// Run serves until the context ends.
func (c *serveCommand) Run(i *invocation) error {
	floor := make([]byte, heapFloor)
	defer runtime.KeepAlive(floor)
	settings, err := i.settings(c.overrides()...)
	if err != nil {
		return err
	}
	log := i.program.logger(settings)
	if err := prepareFolder(settings.Server.Data); err != nil {
		return err
	}
	// The port comes first: when it is taken, nothing else should have happened.
	listener, err := web.Listen(i.context, settings.Server.Host, c.port(settings))
	if err != nil {
		return err
	}
	defer listener.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	where, err := locate(c.Service, settings, port)
	if err != nil {
		return err
	}
	house, err := open(i.context, c.Service, settings, where, i.program, log)
	if err != nil {
		return err
	}
	defer house.close()
	service, err := house.service(isLoopback(listener.Addr()))
	if err != nil {
		return err
	}
	stop := house.background()
	defer stop() // before the house is closed
	house.announce(i.program.Stdout, isLoopback(listener.Addr()))
	log.Info("listening", "service", c.Service, "address", listener.Addr().String())
	return service.Serve(i.context, listener)
}

func (c *serveCommand) port(settings *config.Settings) int {
	if c.Port == nil && settings.Origin("server.port") == "" {
		return usualPorts[c.Service]
	}
	return settings.Server.Port
}

func isLoopback(address net.Addr) bool {
	tcp, ok := address.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// service mounts what the house has.
func (h *house) service(loopback bool) (*web.Service, error) {
	server := h.settings.Server
	s := web.New(web.Options{
		Name: h.name, Log: h.log, Version: h.version, Now: now,
		Limits: web.Limits{
			Header: server.HeaderTimeout, Body: server.BodyTimeout, BodyBytes: int64(server.MaxBodyBytes),
			Write: server.WriteTimeout, Idle: server.IdleTimeout,
		},
		DrainDelay: server.DrainDelay, DrainTimeout: server.DrainTimeout, Checks: h.checks(), Hurry: h.hurry,
		HTTPS:   h.where.https,
		Metrics: h.metrics(), MetricsToken: server.MetricsToken.Reveal(),
	})
	if h.engine != nil {
		if err := h.mountEngine(s); err != nil {
			return nil, err
		}
		if h.mails.box != nil && loopback {
			s.Handle("/dev/mail", h.mails.box.Handler(h.log))
			s.Handle("/dev/mail/", h.mails.box.Handler(h.log))
		}
	}
	if h.platform != nil {
		s.Handle("/api/", web.CORS(h.where.foreign, h.platform.learn.Handler()))
		if h.platform.assistant != nil {
			s.Handle("/assistant/", web.CORS(h.where.foreign, h.platform.assistant.Handler()))
		}
	}
	if h.name != serviceAll {
		return s, nil
	}
	built, err := h.site()
	switch {
	case errors.Is(err, pages.ErrNotBuilt):
		h.log.Warn("there are no pages: " + err.Error())
	case err != nil:
		return nil, err
	default:
		s.Handle("/", built)
	}
	return s, nil
}

// mountEngine puts the auth service below its base path, which a base URL with a path decides.
func (h *house) mountEngine(s *web.Service) error {
	handler := web.CORS(h.where.foreign, h.engine.Handler())
	switch base := h.engine.Options().BasePath; {
	case base != "/":
		s.HandleVerbatim(base, handler)
		if h.name == serviceAuth {
			s.Handle("/", http.HandlerFunc(nothing))
		}
	case h.name == serviceAuth:
		s.Handle("/", handler)
	default:
		return errors.New("auth.basePath must not be / where the site is served too")
	}
	return nil
}

// nothing is what the reference answers outside its paths: 404 without a body.
func nothing(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }

// site serves the pages, and tells them what this installation can do.
func (h *house) site() (*pages.Site, error) {
	files, err := folder(h.settings.Server.Site, site.Build, "build")
	if err != nil {
		return nil, err
	}
	a := h.settings.Auth
	organization, err := organizationPages(a)
	if err != nil {
		return nil, err
	}
	admin, err := adminPages(a)
	if err != nil {
		return nil, err
	}
	return pages.New(pages.Options{
		Files: files, Log: h.log, HTTPS: h.where.https,
		Settings: pages.Settings{
			APIURL: h.settings.Server.APIURL, AuthURL: h.elsewhere(),
			Providers:         h.providers(),
			ProviderNames:     h.providerNames(),
			Plugins:           h.plugins(),
			SignUp:            a.EmailAndPassword.Enabled && !a.EmailAndPassword.DisableSignUp,
			MagicLink:         !a.Plugins.MagicLink.Off && h.mails.canSend(),
			ResetPassword:     a.EmailAndPassword.SendResetPassword && h.mails.canSend(),
			VerifyEmail:       a.EmailVerification.SendVerificationEmail && h.mails.canSend(),
			ChangeEmail:       a.User.ChangeEmail.Enabled,
			DeleteUser:        a.User.DeleteUser.Enabled,
			MinPasswordLength: a.EmailAndPassword.MinPasswordLength,
			Organization:      organization,
			Admin:             admin,
			TwoFactor:         h.twoFactorPages(),
			Assistant:         pages.AssistantSettings{Model: h.settings.Assistant.Enabled && h.settings.Assistant.OpenAIAPIKey != ""},
		},
	})
}

// plugins are the ids of those that are on.
func (h *house) plugins() []string {
	var ids []string
	for _, p := range h.engine.Options().Plugins {
		ids = append(ids, p.ID())
	}
	return ids
}

// elsewhere is the auth service's origin when browsers do not reach it at the site's own.
func (h *house) elsewhere() string {
	if origin := originOf(h.settings.Server.AuthURL); origin != originOf(h.where.auth) {
		return origin
	}
	return ""
}

// providers are the ids of the buttons on the sign-in form.
func (h *house) providers() []string {
	var ids []string
	for _, p := range h.settings.Auth.SocialProviders {
		if p.On() {
			ids = append(ids, p.ID)
		}
	}
	if generic := h.settings.Auth.Plugins.GenericOAuth; !generic.Off {
		for _, p := range generic.Config {
			ids = append(ids, p.ProviderID)
		}
	}
	return ids
}

// providerNames are those that the settings give to providers of their own.
func (h *house) providerNames() map[string]string {
	names := map[string]string{}
	if generic := h.settings.Auth.Plugins.GenericOAuth; !generic.Off {
		for _, p := range generic.Config {
			if p.Name != "" {
				names[p.ProviderID] = p.Name
			}
		}
	}
	return names
}

// metrics are those of the parts.
func (h *house) metrics() []prometheus.Collector {
	if h.mails == nil {
		return nil
	}
	return h.mails.metrics()
}

// hurry ends answers that are still being written, each with an event that says so.
func (h *house) hurry(ctx context.Context) error {
	if h.platform == nil || h.platform.assistant == nil {
		return nil
	}
	return h.platform.assistant.Shutdown(ctx)
}

// checks are the conditions of /ready.
func (h *house) checks() []web.Check {
	checks := []web.Check{{Name: "database", Run: h.ping}}
	if h.engine != nil && h.settings.Auth.Advanced.Database.ValidateSchema {
		checks = append(checks, web.Check{Name: "schema", Run: h.migrated})
	}
	if h.second != nil {
		checks = append(checks, web.Check{Name: "secondaryStorage", Run: h.pingSecond})
	}
	if h.platform != nil {
		checks = append(checks, web.Check{Name: "book", Run: h.indexed})
	}
	return checks
}

func (h *house) migrated(ctx context.Context) error {
	if h.upToDate.Load() {
		return nil
	}
	plan, err := h.engine.Migrator().Plan(ctx)
	if err != nil {
		return err
	}
	if !plan.Usable() {
		return errors.New("the schema is not up to date: run lyceum migrate")
	}
	h.upToDate.Store(true)
	return nil
}

func (h *house) indexed(ctx context.Context) error {
	stats, err := h.platform.index.Stats(ctx)
	if err == nil && stats.Chunks == 0 {
		err = errors.New("the book is not indexed: run lyceum index")
	}
	return err
}

// announce tells a person where to go.
func (h *house) announce(out io.Writer, loopback bool) {
	fmt.Fprintf(out, "\nLyceum is up.\n\n")
	if h.name == serviceAll {
		fmt.Fprintf(out, "  Open      %s\n", h.where.own)
	} else {
		fmt.Fprintf(out, "  Serving   %s (%s)\n", h.where.own, h.name)
	}
	if h.engine != nil && h.mails.box != nil && loopback {
		fmt.Fprintf(out, "  Mails     %s/dev/mail\n", h.where.own)
	}
	fmt.Fprintf(out, "  Database  %s\n", describe(h.url))
	fmt.Fprintf(out, "  Data      %s\n\nCtrl-C stops it.\n\n", h.settings.Server.Data)
}
