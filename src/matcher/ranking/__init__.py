"""From affinities to rankings: the score rule, the top k mentors of each applicant, the terms shown with them."""
