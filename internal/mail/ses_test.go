package mail

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// moment is that of AWS's examples.
var moment = time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)

// The first three are from AWS's "aws-sig-v4-test-suite", the last from the walk-through in the IAM reference.
func TestSignatureVectors(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		method, url, contentType, body, region, service, want string
	}{
		"get-vanilla": {
			"GET", "https://example.amazonaws.com/", "", "", "us-east-1", "service",
			"5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
		},
		"post-vanilla": {
			"POST", "https://example.amazonaws.com/", "", "", "us-east-1", "service",
			"5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
		},
		"post-x-www-form-urlencoded": {
			"POST", "https://example.amazonaws.com/", "application/x-www-form-urlencoded", "Param1=value1", "us-east-1", "service",
			"ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
		},
		"list-users": {
			"GET", "https://iam.amazonaws.com/?Version=2010-05-08&Action=ListUsers", "application/x-www-form-urlencoded; charset=utf-8", "", "us-east-1", "iam",
			"5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
		},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tc.method, tc.url, strings.NewReader(tc.body))
		if err != nil {
			t.Fatal(err)
		}
		if tc.contentType != "" {
			r.Header.Set("Content-Type", tc.contentType)
		}
		s := signer{id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region: tc.region, service: tc.service}
		s.sign(r, []byte(tc.body), moment)
		got := r.Header.Get("Authorization")
		if !strings.HasSuffix(got, "Signature="+tc.want) || !strings.Contains(got, "Credential=AKIDEXAMPLE/20150830/"+tc.region+"/") {
			t.Errorf("%s: %s, want signature %s", name, got, tc.want)
		}
	}
}

// startSES answers as SES does: it makes the signature again from what has arrived.
func startSES(t *testing.T, status int, errorType, reply string) (*provider, SESOptions) {
	t.Helper()
	keep := &provider{status: status, reply: reply}
	options := SESOptions{
		From: "Lyceum <book@example.com>", Region: "eu-central-1", AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "key-hunter2",
		SessionToken: "token-hunter2", Now: func() time.Time { return moment },
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got := r.Header.Get("Authorization")
		again := r.Clone(r.Context())
		again.Header = http.Header{"Content-Type": r.Header["Content-Type"]}
		s := signer{id: options.AccessKeyID, secret: options.SecretAccessKey, token: options.SessionToken, region: options.Region, service: "ses"}
		if s.sign(again, body, moment); again.Header.Get("Authorization") != got || !strings.Contains(got, "x-amz-security-token") {
			w.Header().Set("X-Amzn-Errortype", "InvalidSignatureException")
			http.Error(w, `{"message":"The request signature we calculated does not match"}`, http.StatusForbidden)
			return
		}
		w.Header().Set("X-Amzn-Errortype", errorType)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		keep.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	options.URL = server.URL
	return keep, options
}

func TestSES(t *testing.T) {
	t.Parallel()
	p, options := startSES(t, 200, "", `{"MessageId":"0100"}`)
	sender, err := NewSES(options)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	text := func(s string) map[string]any { return map[string]any{"Data": s, "Charset": "UTF-8"} }
	want := map[string]any{
		"FromEmailAddress": `"Lyceum" <book@example.com>`,
		"Destination":      map[string]any{"ToAddresses": []any{"ada@example.com"}},
		"Content": map[string]any{"Simple": map[string]any{
			"Subject": text(letter.Subject),
			"Body":    map[string]any{"Text": text(letter.Text), "Html": text(letter.HTML)},
		}},
	}
	if diff := cmp.Diff(want, p.body); diff != "" || p.path != "/v2/email/outbound-emails" {
		t.Errorf("%s %s", p.path, diff)
	}
}

func TestSESRefusals(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		status    int
		errorType string
		permanent bool
	}{
		{400, "MessageRejected", true},
		{400, "BadRequestException:http://internal.amazon.com/", true},
		{400, "SendingPausedException", false},
		{400, "", false},
		{429, "TooManyRequestsException", false},
		{500, "InternalFailure", false},
	} {
		_, options := startSES(t, tc.status, tc.errorType, `{"message":"no"}`)
		sender, err := NewSES(options)
		if err != nil {
			t.Fatal(err)
		}
		err = sender.Send(t.Context(), letter)
		if _, permanent := errors.AsType[*RefusedError](err); err == nil || permanent != tc.permanent || !strings.HasSuffix(err.Error(), ": no") {
			t.Errorf("%d %s: %v, permanent %v", tc.status, tc.errorType, err, permanent)
		}
	}
	_, options := startSES(t, 200, "", "")
	options.SecretAccessKey = "another"
	sender, err := NewSES(options)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), letter); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a wrong key: %v", err)
	}
	options.Region = ""
	if _, err := NewSES(options); err == nil {
		t.Error("no region was accepted")
	}
}

func TestWhichRefusalsAreForGood(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{400: true, 413: true, 422: true, 401: false, 403: false, 408: false, 429: false, 500: false, 503: false} {
		_, options := startProvider(t, status, `{"message":"no"}`)
		sender, err := NewResend(options)
		if err != nil {
			t.Fatal(err)
		}
		err = sender.Send(t.Context(), letter)
		if _, permanent := errors.AsType[*RefusedError](err); permanent != want {
			t.Errorf("%d: %v", status, err)
		}
	}
	p, options := startProvider(t, 200, "")
	sender, err := NewResend(options)
	if err != nil {
		t.Fatal(err)
	}
	named := letter
	named.ID = "m1"
	if err := sender.Send(t.Context(), named); err != nil || p.header.Get("Idempotency-Key") != "m1" {
		t.Errorf("%v, key %q", err, p.header.Get("Idempotency-Key"))
	}
}
