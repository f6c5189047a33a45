// A finding's subject as a link to the page of the finding.

interface FindingLinkProps {
  readonly id: string;
  /** '' = the report names none */
  readonly subject: string;
}

export const FindingLink = ({ id, subject }: FindingLinkProps) => (
  <a class="subject" href={`/finding/${id}`}>
    {subject ? <bdi>{subject}</bdi> : 'no subject'}
  </a>
);
