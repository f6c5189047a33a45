// Gives all property tests the same values in every run, so that a failure is one of the change and can be repeated.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.SUNDIAL_TEST_SEED ?? 20260301) });
