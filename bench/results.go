package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// write makes the table. Every row of it was measured in this run.
func write(o options, results []result, starts map[string]time.Duration, memory []footprint) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Measured\n\nWritten by `make bench` on %s: %s/%s, %d processors, PostgreSQL on the same machine, %d users, %d connections (4 where passwords are hashed), median of %d rounds of %d s, all servers in one run.\n\n",
		time.Now().UTC().Format("2 January 2006"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), o.users, o.connections, o.rounds, o.seconds)
	b.WriteString("\"Limit\" is a bare net/http handler that checks the signature, runs one joined select through pgx and writes the same JSON; for list-sessions it does the same; for sign-in and sign-up it computes one scrypt, for token one signature; with a cache and for jwks it answers a constant to the same request. Ratios are of throughput; CPU is the server's own, for each request. The load comes from the same processors.\n\n")
	if o.note != "" {
		b.WriteString(o.note + "\n\n")
	}

	b.WriteString("| workload | server | requests/s | p50 | p99 | CPU/request | × reference | of the limit | CPU × limit |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, r := range results {
		reference := r.samples[r.workload.servers[0]]
		last := r.workload.servers[len(r.workload.servers)-1]
		for _, s := range r.workload.servers {
			one := r.samples[s]
			fmt.Fprintf(&b, "| %s | %s | %.0f | %s | %s | %s | %.2f | %s |\n", r.workload.name, s.name, one.rps, short(one.p50), short(one.p99), short(one.cpu),
				one.rps/reference.rps, ofLimit(one, last, r.samples[last]))
			if one.errors > 0 {
				fmt.Fprintf(&b, "| | %s | %d replies with another status | | | | | | |\n", s.name, one.errors)
			}
		}
	}
	b.WriteString("\n| | reference | lyceum |\n| --- | ---: | ---: |\n")
	fmt.Fprintf(&b, "| cold start to the first answer, existing database | %s | %s |\n", short(starts["reference"]), short(starts["lyceum"]))
	for _, row := range []struct {
		name string
		of   func(f footprint) int64
	}{
		{"memory at rest after the start", func(f footprint) int64 { return f.idle.resident }},
		{"of it not pages of the program's file", func(f footprint) int64 { return f.idle.own }},
		{"memory at its highest in this run", func(f footprint) int64 { return f.peak }},
	} {
		fmt.Fprintf(&b, "| %s | %.0f MiB | %.0f MiB |\n", row.name, mib(row.of(memory[0])), mib(row.of(memory[1])))
	}
	fmt.Print(b.String())
	return os.WriteFile(o.out, []byte(b.String()), 0o644)
}

// ofLimit is the last two columns, which are empty where there is no limit.
func ofLimit(one sample, last *server, limit sample) string {
	if last.name != "limit" {
		return " | "
	}
	return fmt.Sprintf("%.1f %% | %.2f", 100*one.rps/limit.rps, float64(one.cpu)/float64(limit.cpu))
}

func mib(n int64) float64 { return float64(n) / (1 << 20) }

func short(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}
