import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One process a core, whose files share the modules that they import, which take longer to load than most files to run:
    // what a file registers, mocks or sets, it takes back or names as nobody else does.
    pool: 'forks',
    maxWorkers: '100%',
    isolate: false,
  },
});
