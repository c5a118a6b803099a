package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// workload is one kind of request, sent to several servers.
type workload struct {
	name    string
	servers []*server
	// request is the i-th request's bytes for a server.
	request func(s *server, i int) []byte
	// warm is how many requests a server gets before it is measured.
	warm int
	// connections overrides the number of connections; hashing needs few.
	connections int
	status      int
}

// sample is one round of one server.
type sample struct {
	rps    float64
	p50    time.Duration
	p99    time.Duration
	cpu    time.Duration // of the server, for each request
	errors int64
}

type result struct {
	workload workload
	samples  map[*server]sample // the median round
}

// again is how many requests warm a server that has been warmed for another workload.
const again = 500

func measure(ctx context.Context, o options, w workload) (result, error) {
	if w.connections == 0 {
		w.connections = o.connections
	}
	for _, s := range w.servers {
		warm := w.warm
		if s.warm && warm > again {
			warm = again
		}
		s.warm = true
		say("%s: warming %s with %d requests", w.name, s.name, warm)
		if _, err := load(ctx, w, s, warm, time.Minute); err != nil {
			return result{}, fmt.Errorf("%s: %w", s.name, err)
		}
	}
	rounds := map[*server][]sample{}
	for range o.rounds {
		for _, s := range w.servers {
			one, err := load(ctx, w, s, 0, time.Duration(o.seconds)*time.Second)
			if err != nil {
				return result{}, fmt.Errorf("%s: %w", s.name, err)
			}
			rounds[s] = append(rounds[s], one)
			say("%s: %-12s %8.0f rps  p99 %-10s %s CPU", w.name, s.name, one.rps, one.p99.Round(10*time.Microsecond), one.cpu.Round(time.Microsecond))
		}
	}
	r := result{w, map[*server]sample{}}
	for s, list := range rounds {
		slices.SortFunc(list, func(a, b sample) int { return int(a.rps - b.rps) })
		r.samples[s] = list[len(list)/2]
	}
	return r, nil
}

// load sends requests over persistent connections until limit is reached or time is up.
func load(ctx context.Context, w workload, s *server, limit int, d time.Duration) (sample, error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var count, failures atomic.Int64
	var mu sync.Mutex
	var all []time.Duration
	var firstErr error
	before, start := s.cpuTime(), time.Now()
	var wg sync.WaitGroup
	for c := range w.connections {
		wg.Go(func() {
			times, err := client(ctx, w, s, c, limit, &count, &failures)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, times...)
			if err != nil && firstErr == nil {
				firstErr = err
			}
		})
	}
	wg.Wait()
	elapsed := time.Since(start)
	if firstErr != nil {
		return sample{}, firstErr
	}
	if len(all) == 0 {
		return sample{}, errors.New("no request was answered")
	}
	slices.Sort(all)
	return sample{
		rps: float64(len(all)) / elapsed.Seconds(), p50: all[len(all)/2], p99: all[len(all)*99/100],
		cpu: (s.cpuTime() - before) / time.Duration(len(all)), errors: failures.Load(),
	}, nil
}

func client(ctx context.Context, w workload, s *server, offset, limit int, count, failures *atomic.Int64) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	// A server that never answers must not hold the run.
	_ = conn.SetDeadline(time.Now().Add(5 * time.Minute))
	in := bufio.NewReader(conn)
	var times []time.Duration
	for i := offset; ctx.Err() == nil && (limit == 0 || int(count.Add(1)) <= limit); i += w.connections {
		start := time.Now()
		if _, err := conn.Write(w.request(s, i)); err != nil {
			return nil, err
		}
		status, err := readReply(in)
		if err != nil {
			return nil, err
		}
		times = append(times, time.Since(start))
		if status != w.status {
			if failures.Add(1) > 100 {
				return nil, fmt.Errorf("over a hundred replies with status %d", status)
			}
		}
	}
	return times, nil
}

func readReply(in *bufio.Reader) (int, error) {
	res, err := http.ReadResponse(in, nil)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, errors.Join(err, res.Body.Close())
}
