// Collects JavaScript's garbage on SIGUSR2, so that the soak benchmark measures what the service keeps; preloaded there.
process.on('SIGUSR2', () => globalThis.gc());
