package thread_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lyceum/lyceum/learn/assistant/chatkit"
	"github.com/lyceum/lyceum/learn/assistant/thread"
	"github.com/lyceum/lyceum/learn/db"
)

func TestPages(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, s *thread.Store, _ *db.DB) {
		ctx := t.Context()
		var all []string
		for n := range 7 {
			id := fmt.Sprintf("t%d", n)
			create(t, s, id) // all at the same instant
			all = append(all, id)
		}
		for order, want := range map[chatkit.Order]string{
			chatkit.Ascending: strings.Join(all, " "), chatkit.Descending: "t6 t5 t4 t3 t2 t1 t0",
		} {
			var seen []string
			request := chatkit.PageRequest{Limit: 3, Order: order}
			for rounds := 0; ; rounds++ {
				page, err := s.Threads(ctx, "ada", request)
				must(t, err)
				for _, thread := range page.Data {
					seen = append(seen, thread.ID)
				}
				if !page.HasMore || rounds > 5 {
					break
				}
				request = follow(t, page.After, request)
				if rounds == 0 && order == chatkit.Descending {
					must(t, s.Delete(ctx, "ada", page.Data[2].ID)) // the one the cursor stands at
					create(t, s, page.Data[2].ID)
				}
			}
			if got := strings.Join(seen, " "); got != want {
				t.Errorf("%s: %s", order, got)
			}
		}

		one := turn("one", "t0")
		_, err := s.Begin(ctx, "ada", user("q", "t0", "?"), one)
		must(t, err)
		for n := range 5 {
			must(t, s.Add(ctx, one, hidden(fmt.Sprint("h", n), "t0"), assistant(fmt.Sprint("a", n), "t0", "x")))
		}
		var seen []string
		request := chatkit.PageRequest{Limit: 2, Order: chatkit.Descending}
		for {
			page, err := s.Items(ctx, "ada", "t0", request)
			must(t, err)
			seen = append(seen, itemIDs(page.Data))
			if !page.HasMore {
				break
			}
			request = follow(t, page.After, request)
		}
		if got := strings.Join(seen, " | "); got != "a4 a3 | a2 a1 | a0 q | t0.2 t0.1" {
			t.Errorf("items %s", got)
		}
	})
}

// follow asks for the page after, the way a client does.
func follow(t *testing.T, after string, before chatkit.PageRequest) chatkit.PageRequest {
	t.Helper()
	body := fmt.Sprintf(`{"type":"threads.list","params":{"limit":%d,"order":%q,"after":%q}}`, before.Limit, before.Order, after)
	request, err := chatkit.ParseRequest([]byte(body))
	must(t, err)
	return request.Page
}
