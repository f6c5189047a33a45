// The length of the campaigns of kills and random input: normally a part of each, all of it if a variable says so.

/** SUNDIAL_TEST_CAMPAIGN=full is set by `npm run test:campaigns`. */
const isFull = process.env.SUNDIAL_TEST_CAMPAIGN === 'full';

/** One of two sizes of a campaign: the number of cases, stores or kills. */
export function campaign<Size>({ short, full }: { readonly short: Size; readonly full: Size }): Size {
  return isFull ? full : short;
}
