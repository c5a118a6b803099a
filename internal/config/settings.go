package config

import "time"

// Settings is everything an operator can set. Each field's tag says its key in the file, the environment variables
// that set it (first one wins) and a sentence of help.
type Settings struct {
	Environment string    `yaml:"environment" env:"LYCEUM_ENV,NODE_ENV" help:"production, development or test; production is stricter"`
	Server      Server    `yaml:"server"`
	Database    Database  `yaml:"database"`
	Auth        Auth      `yaml:"auth"`
	API         API       `yaml:"api"`
	Mail        Mail      `yaml:"mail"`
	SMS         SMS       `yaml:"sms"`
	Book        Book      `yaml:"book"`
	Assistant   Assistant `yaml:"assistant"`
	Log         Log       `yaml:"log"`

	origins  map[string]string // path → where the value came from
	warnings []string
}

// Server says where and how firmly the process listens.
type Server struct {
	Host          string        `yaml:"host" env:"LYCEUM_HOST" help:"address to listen on; 0.0.0.0 means all"`
	Port          int           `yaml:"port" env:"PORT" help:"0 chooses the service's usual port"`
	FrontendURL   string        `yaml:"frontendURL" env:"FRONTEND_URL" help:"origin of the site when it is served elsewhere"`
	AuthURL       string        `yaml:"authURL" env:"AUTH_SERVICE_URL" help:"origin of the auth service when it runs apart"`
	APIURL        string        `yaml:"apiURL" env:"API_SERVICE_URL" help:"origin of the API service when it runs apart"`
	Data          string        `yaml:"data" env:"LYCEUM_DATA" help:"folder for everything Lyceum keeps on disk"`
	Site          string        `yaml:"site" env:"LYCEUM_SITE" help:"folder of the built site; empty means the one in the binary"`
	MetricsToken  Secret        `yaml:"metricsToken" env:"LYCEUM_METRICS_TOKEN" help:"lets its bearer see /metrics from anywhere; without it only programs on this machine do"`
	MaxBodyBytes  int           `yaml:"maxBodyBytes" help:"largest request body"`
	HeaderTimeout time.Duration `yaml:"headerTimeout" help:"time to send the header"`
	BodyTimeout   time.Duration `yaml:"bodyTimeout" help:"time to send the body"`
	WriteTimeout  time.Duration `yaml:"writeTimeout" help:"time a reader may take for each piece of a reply"`
	IdleTimeout   time.Duration `yaml:"idleTimeout" help:"time an idle connection is kept"`
	DrainDelay    time.Duration `yaml:"drainDelay" help:"time after a stop signal in which connections are still accepted"`
	DrainTimeout  time.Duration `yaml:"drainTimeout" help:"time running requests get to finish after a stop signal"`
}

// Database names the database; it holds accounts and learning data.
type Database struct {
	URL     SecretURL `yaml:"url" env:"DATABASE_URL" help:"postgres://… or sqlite:path; empty means a file in the data folder; none: lyceum serve auth keeps sessions and accounts in cookies"`
	Naming  string    `yaml:"naming" help:"of auth tables: reference (user.emailVerified) or plural-snake (users.email_verified)"`
	Migrate bool      `yaml:"migrate" help:"bring the schema up to date when serving"`
}

// API says whose tokens the learning API believes.
type API struct {
	Verify    string `yaml:"verify" help:"jwks (the auth service's public keys) or shared-secret (HS256 with jwtSecret)"`
	JWTSecret Secret `yaml:"jwtSecret" env:"JWT_SECRET" help:"only used with verify: shared-secret"`
	Cookie    string `yaml:"cookie" env:"JWT_COOKIE" help:"httpOnly cookie that may carry the token besides Authorization: Bearer"`
	Issuer    string `yaml:"issuer" env:"JWT_ISSUER" help:"iss a token must have; empty means the auth service's base URL"`
	Audience  string `yaml:"audience" env:"JWT_AUDIENCE" help:"aud a token must have; empty means the auth service's base URL"`
}

// Mail says who carries mails. At most one provider is set; with none, mails are kept for /dev/mail.
type Mail struct {
	From           string `yaml:"from" env:"EMAIL_FROM" help:"sender, such as Lyceum <noreply@example.com>"`
	ResendAPIKey   Secret `yaml:"resendApiKey" env:"RESEND_API_KEY"`
	ResendURL      string `yaml:"resendURL" env:"RESEND_BASE_URL" help:"empty means https://api.resend.com"`
	SendGridAPIKey Secret `yaml:"sendgridApiKey" env:"SENDGRID_API_KEY"`
	SendGridURL    string `yaml:"sendgridURL" env:"SENDGRID_BASE_URL" help:"such as https://api.eu.sendgrid.com; empty means https://api.sendgrid.com"`
	SES            SES    `yaml:"ses"`
	SMTP           SMTP   `yaml:"smtp"`
	Templates      string `yaml:"templates" env:"LYCEUM_MAIL_TEMPLATES" help:"folder with replacements for the built-in templates"`
	Notices        bool   `yaml:"notices" env:"LYCEUM_MAIL_NOTICES" help:"tell people at their verified addresses when password, address, passkeys or second factor have changed"`
}

// SES is an account at Amazon's Simple Email Service; naming a region chooses it.
type SES struct {
	Region          string `yaml:"region" env:"AWS_SES_REGION" help:"such as eu-central-1; AWS_REGION alone does not choose SES"`
	AccessKeyID     string `yaml:"accessKeyId" env:"AWS_ACCESS_KEY_ID"`
	SecretAccessKey Secret `yaml:"secretAccessKey" env:"AWS_SECRET_ACCESS_KEY"`
	SessionToken    Secret `yaml:"sessionToken" env:"AWS_SESSION_TOKEN" help:"of temporary credentials"`
	URL             string `yaml:"url" env:"AWS_ENDPOINT_URL_SESV2" help:"empty means the region's own"`
}

// SMTP is one mail server, as a URL or in parts.
type SMTP struct {
	URL      SecretURL `yaml:"url" env:"SMTP_URL" help:"smtp://user:password@host:587 or smtps://…:465"`
	Host     string    `yaml:"host" env:"SMTP_HOST"`
	Port     int       `yaml:"port" env:"SMTP_PORT" help:"465 speaks TLS at once, others by STARTTLS"`
	User     string    `yaml:"user" env:"SMTP_USER"`
	Password Secret    `yaml:"password" env:"SMTP_PASSWORD,SMTP_PASS"`
}

// SMS says who carries text messages. Without a provider they are kept for /dev/mail.
type SMS struct {
	Twilio Twilio `yaml:"twilio"`
}

// Twilio is an account at twilio.com.
type Twilio struct {
	AccountSID string `yaml:"accountSid" env:"TWILIO_ACCOUNT_SID"`
	AuthToken  Secret `yaml:"authToken" env:"TWILIO_AUTH_TOKEN"`
	From       string `yaml:"from" env:"TWILIO_FROM,TWILIO_PHONE_NUMBER" help:"a number such as +15005550006, a sender name, or a messaging service (MG…)"`
	URL        string `yaml:"url" env:"TWILIO_URL" help:"of another region; empty means https://api.twilio.com"`
}

// Book says where the course is read from.
type Book struct {
	Docs    string `yaml:"docs" env:"LYCEUM_BOOK" help:"folder of lessons; empty means the book in the binary"`
	Quizzes string `yaml:"quizzes" env:"LYCEUM_QUIZZES" help:"folder of quizzes; empty means those in the binary"`
}

// Assistant configures the answers to questions. Without a key they are quotations from the book.
type Assistant struct {
	Enabled      bool      `yaml:"enabled"`
	OpenAIAPIKey Secret    `yaml:"openaiApiKey" env:"OPENAI_API_KEY"`
	OpenAIURL    string    `yaml:"openaiBaseURL" env:"OPENAI_BASE_URL" help:"a server that speaks the same protocol"`
	Model        string    `yaml:"model" env:"OPENAI_MODEL" help:"empty means the assistant's usual one"`
	QdrantURL    SecretURL `yaml:"qdrantURL" env:"QDRANT_URL" refuse:"later"`
	QdrantAPIKey Secret    `yaml:"qdrantApiKey" env:"QDRANT_API_KEY" refuse:"later"`
}

// Log says what is logged and how.
type Log struct {
	Level  string `yaml:"level" env:"LOG_LEVEL" help:"debug, info, warn or error"`
	Format string `yaml:"format" env:"LOG_FORMAT" help:"text or json"`
}

// Production reports whether the stricter rules hold.
func (s *Settings) Production() bool { return s.Environment == "production" }

// Warnings are sentences about settings that have no effect.
func (s *Settings) Warnings() []string { return s.warnings }

// Origin says where the value at a path such as "auth.session.expiresIn" came from, or "" for a default.
func (s *Settings) Origin(path string) string { return s.origins[path] }

// Default returns the settings of an installation that sets nothing.
func Default() *Settings {
	return &Settings{
		Server: Server{
			Host: "localhost", Data: "data",
			MaxBodyBytes: 1 << 20, HeaderTimeout: 10 * time.Second, BodyTimeout: 30 * time.Second,
			WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
			DrainDelay: 300 * time.Millisecond, DrainTimeout: 25 * time.Second,
		},
		Database:  Database{Naming: "reference", Migrate: true},
		Auth:      defaultAuth(),
		Mail:      Mail{Notices: true},
		API:       API{Verify: "jwks"},
		Assistant: Assistant{Enabled: true},
		Log:       Log{Level: "info", Format: "text"},
		origins:   map[string]string{},
	}
}
