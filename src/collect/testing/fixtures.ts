// Archives that only their own programs can write, made with 7-Zip 26 from the contents named here.

const from = (base64: string): Buffer => Buffer.from(base64, 'base64');

export const A_CSV = Buffer.from('"timestamp","ip"\n"2026-01-15 00:00:00","192.0.2.1"\n');
export const B_CSV = Buffer.from('"timestamp","ip"\n"2026-01-15 00:00:00","198.51.100.7"\n');

/** a.csv and b.csv in one LZMA stream. */
export const SOLID_7Z = from(
  'N3q8ryccAASyOQcgowAAAAAAAAAgAAAAAAAAAAwDRb7gAGgAPl0AER0JJv2Nf6MnNIIycSjT0/TJd/gWCA5UB5YYxo' +
    'xWeMs/Cdgfc922vAqJ448BksDOjfZ+Moq61dv0c97P2EAAAACBMweuD9JAZ31AwJDS/31pTYsIkxgAkiLCsiu/X8Oi' +
    'VazL2Sf9gVW2Gzoa8r9U9O4qIapkVv6HLw+EM9JgOa4tu888OqkF4FAdNdaeO4EafxJCUB+vcYyQAAAAFwZGAQldAA' +
    'cLAQABIwMBAQVdABAAAAxuCgHwnSwFAAA=',
);
/** The same, packed with PPMd. */
export const PPMD_7Z = from(
  'N3q8ryccAAQRNk6blQAAAAAAAAAgAAAAAAAAAODBvSAAIlPHaEhmHNzVA4xsT8waJn+pJ+T0rEQwcngX3SZnjBTlA4' +
    'kH2EG12j6+28icbno4VtSBZtquAACBMweuD9FqxaCgkKB3sP76/VHnvRnU1WHD8gyoWI6AlMuB3kl17O+c2DQzBjsO' +
    'Vr74eSBsdKX3NAl5Jl8GdHuOtLJx0JLbWS5v7kazaN7iC8uHxJEzChjigAAAABcGNwEJXgAHCwEAASMDAQEFXQAQAA' +
    'AMbgoBhsPkRAAA',
);
/** a.csv under a password; its name is readable. */
export const ENCRYPTED_7Z = from(
  'N3q8ryccAASXrwSOQAAAAAAAAABiAAAAAAAAAPoYmgB2CZeuQ2u9aw8DwOBXWsboNTshel+/KIiXiAfO/jncuWhzDw' +
    'M/yCd3GGvGvav4W/DfLN8TVrF3vCBDO3pmuediAQQGAAEJQAAHCwEAAiQG8QcBElMPlHul0Zmme7J/2lIT3SZJWSEh' +
    'AQABAAw3MwAICgFMSny9AAAFARkBABENAGEALgBjAHMAdgAAABQKAQDrF13IhnndARUGAQAggKSBAAA=',
);
/** a.csv and its name under a password. */
export const HIDDEN_7Z = from(
  'N3q8ryccAATKcfyMsAAAAAAAAAAuAAAAAAAAAPl5uNZYNQw34ZIxqNoTR0Etf+UziDG4zOk2JG/BF6TOD1VPvJ2cSk' +
    'OYADZBcv0h9E0D8v0+qAoAHjPkHFL4IuQH6XJ6R933sduCecPU7DzaBN073e2SIpzQ3B+gAmeFnlBGhw+CPQ7DWzWc' +
    'NurKgpBjoZYdkAv3XNl3nGVcc38i3nc/X1v4lP/Wb6VfG2LH6D03EQ+W+Wl0mI0sMsN5TNDsIEVzpCI++fHXyhfkHG' +
    'eFNPhVCxcGQAEJcAAHCwEAASQG8QcBElMPtkdNrf0cT/+fFEBNm43fMgxiCgG412rPAAA=',
);
/** a.csv, then big.csv of 2,000,000 times the letter a. */
export const BOMB_7Z = from(
  'N3q8ryccAARQD9Am+wEAAAAAAAAhAAAAAAAAAKXNheL+hLIBj10AER0JJv2Nf6MnNIIycSjT0/TJd/gWCA5UB5YYxo' +
    'xWeMs/Cdgfc922vAqJ448Bj+Vmtv/4VZA+ctbwazfaeM81cxxIJu9VF9Xf2ZW4qJh4DAJjn8gIlPdaObL0X1lcfflE' +
    '2ySDqsKZYjMdkgICtyzkdOOqo0cJMtGwVpPTgEeVAvpPbo3Gz1yMWXrgxt2d/dYleFn4C83/lShGD6n8fN77mjAuVs' +
    'CPhfODgcBlxCVT+PWRNjEFpbDub8FwTUcM0ZERqq1gHbrOsScYXFmG6WZSWL7pdqxZ5OVbBQj5x9qt/PtSK3TNHlsg' +
    'QvndUz34KWQJO4DLKmzftTvwxL0uX6oPPktmQpATDv8Qk/hxeFn4C83/lShGD6n8fN77mjAuVsCPhfODgcBlxCVT+P' +
    'WRNjEFpbDub8FwTUcM0ZERqq1gHbrOsScYXFmG6WZSWL7pdqxZ5OVbBQj5x9qt/PtSK3TNHlsgQvndUz34KWQJO4DL' +
    'KmzftTvwxL0uX6oPPktmQpATDv8Qk/hxeFn4CFZQDcAAAAAAgTMHrg/VOypq1mwpH0gdmPRn1SYOzTCNf+t9S7BT7X' +
    'zeMeJM/rhxufc52ZtWWsByTXrF8lwr+Y7OjMKHm3v6BhfMX5LfA5Of0//pp/0roHY0SnHtq6Y2aU7ihIWa/yMAAAAX' +
    'BoGXAQlkAAcLAQABIwMBAQVdABAAAAxuCgHMlerbAAA=',
);
/** a.csv encrypted with AES-256. */
export const AES_ZIP = from(
  'UEsDBDMAAQBjAMU4dV0AAAAATwAAADMAAAAFAAsAYS5jc3YBmQcAAgBBRQMAAEkwTcVUH8Gk5NkeBrcHzYxSvBqPrt' +
    'VYv3vTkKeuOCkzOsZl5CfvlAGA+vi/fthExrDS9DZzmdp+qdwqOpWS49i/wwi0Jgt1JjVroujIL1VQSwECPwMzAAEA' +
    'YwDFOHVdAAAAAE8AAAAzAAAABQAvAAAAAAAAACCApIEAAAAAYS5jc3YKACAAAAAAAAEAGADrF13IhnndAQAAAAAAAA' +
    'AAAAAAAAAAAAABmQcAAgBBRQMAAFBLBQYAAAAAAQABAGIAAAB9AAAAAAA=',
);
