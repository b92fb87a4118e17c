// The first process of a pod: it holds the pod's namespaces, collects processes whose parents are gone, and does
// nothing else. It handles signals by waiting for them: blocked, they reach even process 1, which the kernel spares
// the default actions.

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>

static void collect_children(void) {
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
}

int main(void) {
    sigset_t awaited;
    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    sigaddset(&awaited, SIGINT);
    sigaddset(&awaited, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &awaited, NULL) != 0) {
        return 1;
    }
    for (;;) {
        // Children that ended before their signal could be blocked have none to come.
        collect_children();
        int received = sigwaitinfo(&awaited, NULL);
        if (received < 0 && errno != EINTR) {
            return 1;
        }
        if (received == SIGINT || received == SIGTERM) {
            return 0;
        }
    }
}
