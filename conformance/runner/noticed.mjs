/**
 * Lyceum promises that what others change in the database holds for its sessions within 100 ms, not at once: see
 * docs/decisions/0008. Steps that write behind a server's back wait that long.
 */
export const noticed = () => new Promise((resolve) => setTimeout(resolve, 100));
