// How long the campaigns of kills and random input are: a part of each usually, all of it where a variable asks for that.

/** SUNDIAL_TEST_CAMPAIGN=full is set by `npm run test:campaigns`. */
const isFull = process.env.SUNDIAL_TEST_CAMPAIGN === 'full';

/** One of two sizes of a campaign: how many cases, stores or kills. */
export function campaign<Size>({ short, full }: { readonly short: Size; readonly full: Size }): Size {
  return isFull ? full : short;
}
