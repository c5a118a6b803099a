package pgtest

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"syscall"
)

// script waits for the end of its input, which comes when this process closes
// the pipe or dies, then ends the last server it was told of and removes the
// folder $1. Waiting for the server is bounded because a container without an
// init process keeps zombies.
const script = `
pid=0
while read -r line; do pid=$line; done
if [ "$pid" != 0 ] && kill -QUIT "$pid"; then
	n=0
	while [ $n -lt 50 ] && kill -0 "$pid"; do sleep 0.1; n=$((n + 1)); done
fi
[ -z "$1" ] || rm -rf -- "$1"
`

// watchdog is a process that outlives this one for just as long as it takes to
// clean up. A pipe tells it of every kind of death, on every Unix; a parent
// death signal would be tied to one thread and to Linux.
type watchdog struct {
	cmd  *exec.Cmd
	pipe io.WriteCloser
}

// watch starts a watchdog that removes the folder, if one is named, at the end.
func watch(folder string) (*watchdog, error) {
	cmd := exec.CommandContext(context.Background(), "/bin/sh", "-c", script, "pgtest-watchdog", folder)
	cmd.Dir = "/" // the folder it works in may be removed before it ends
	// Out of this process's group, so that Ctrl-C or a killed group spares it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("watchdog: %w", err)
	}
	return &watchdog{cmd: cmd, pipe: pipe}, nil
}

// follow names the process to end; 0 for none.
func (w *watchdog) follow(pid int) {
	_, _ = fmt.Fprintln(w.pipe, pid) // fails only when someone killed the watchdog
}

// stop ends the watchdog and waits for its clean-up.
func (w *watchdog) stop() {
	_ = w.pipe.Close()
	_ = w.cmd.Wait()
}
