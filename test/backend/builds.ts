/** Both builds of the kernels, for tests that either has to pass. */
export const builds = [
  { build: 'exact', fastMath: false },
  { build: 'fast', fastMath: true },
] as const;
