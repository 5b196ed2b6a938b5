"""From affinities to rankings: the score rule, the k best mentors of each applicant, the terms shown beside them."""
