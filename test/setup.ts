import fc from 'fast-check';
import { draws } from './draws.js';

fc.configureGlobal({ numRuns: draws(100) });
